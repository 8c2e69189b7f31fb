"""Unpacks the files of wheels that the native addon needs: unpack.py TARGET WHEEL...

TARGET/lib      libtensorflow_cc and libtensorflow_framework, with the names by which the addon links them
TARGET/include  the headers of TensorFlow's C API
TARGET/nvidia   CUDA's libraries, if the wheels have any
"""

import os
import shutil
import sys
import zipfile

LIBRARIES = ("tensorflow/libtensorflow_cc.so.2", "tensorflow/libtensorflow_framework.so.2")
HEADERS = "tensorflow/include/"
# The headers that the addon's sources include, out of 280 MB.
HEADER_FOLDERS = tuple(HEADERS + f for f in ("tensorflow/c/", "tensorflow/core/platform/", "tsl/platform/", "xla/tsl/c/"))
LINKS = {"libtensorflow.so": "libtensorflow_cc.so.2", "libtensorflow_framework.so": "libtensorflow_framework.so.2"}


def target_path(name):
    if name in LIBRARIES:
        return "lib/" + os.path.basename(name)
    if name.startswith(HEADER_FOLDERS):
        return "include/" + name[len(HEADERS):]
    if name.startswith("nvidia/") and not name.endswith((".py", ".pyc", ".a")) and "/include/" not in name:
        return name
    return None


def main(target, wheels):
    for wheel in wheels:
        with zipfile.ZipFile(wheel) as archive:
            for name in archive.namelist():
                relative = target_path(name)
                if relative is None or name.endswith("/"):
                    continue
                path = os.path.join(target, relative)
                os.makedirs(os.path.dirname(path), exist_ok=True)
                with archive.open(name) as source, open(path, "wb") as file:
                    shutil.copyfileobj(source, file, 1 << 20)
                if archive.getinfo(name).external_attr >> 16 & 0o100:  # ptxas and other programs
                    os.chmod(path, 0o755)
        os.remove(wheel)  # frees space for the next one
    for link, library in LINKS.items():
        os.symlink(library, os.path.join(target, "lib", link))


main(sys.argv[1], sys.argv[2:])
