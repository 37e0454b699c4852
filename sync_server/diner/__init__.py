"""The guest's page: one menu, one cart and honest states, behind the printed code of a table."""
