# Sets up Mashang on Windows and opens the demo restaurant. Not yet tried on a real Windows.
# In a PowerShell, from the repository's folder:
#     powershell -ExecutionPolicy Bypass -File build\windows\setup.ps1
# Needs Python 3.11 or newer from python.org, with its launcher `py`.

$ErrorActionPreference = "Stop"
Set-Location (Join-Path $PSScriptRoot "..\..")
$python = ".venv\Scripts\python.exe"

function Invoke-Step($what, $program, $arguments) {
    Write-Host $what
    & $program @arguments
    if ($LASTEXITCODE -ne 0) { throw "$what failed with $LASTEXITCODE" }
}

if (-not (Test-Path $python)) {
    Invoke-Step "Making .venv" "py" @("-3", "-m", "venv", ".venv")
}
& $python -c "import sys; sys.exit(sys.version_info < (3, 11))"
if ($LASTEXITCODE -ne 0) { throw "Mashang needs Python 3.11 or newer: remove .venv and install one." }

Invoke-Step "Installing libraries from requirements.lock" $python `
    @("-m", "pip", "install", "-q", "--disable-pip-version-check", "--require-hashes", "-r", "requirements.lock")
Invoke-Step "Installing Mashang's commands" $python `
    @("-m", "pip", "install", "-q", "--disable-pip-version-check", "--no-deps", "--no-build-isolation", "-e", ".")
Invoke-Step "Compiling translations" $python `
    @("-m", "babel.messages.frontend", "compile", "-d", "translations", "-D", "mashang guests")
Invoke-Step "Opening the demo restaurant" ".venv\Scripts\pos-app.exe" @("--demo")
