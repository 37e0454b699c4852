"""The till's screens for the camera: an evening's scenes, each shows one state and is photographed."""
