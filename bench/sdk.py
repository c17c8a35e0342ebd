"""Moves a folder as a careful user of the Python SDK would: up|down, folder, address of the container with its SAS."""

import os
import sys
from concurrent.futures import ThreadPoolExecutor

from azure.storage.blob import ContainerClient

direction, folder, address = sys.argv[1:]
workers = 32
container = ContainerClient.from_container_url(address, connection_pool_maxsize=workers)


def local():
    for parent, _, names in os.walk(folder):
        for name in names:
            yield os.path.join(parent, name)


def up(path):
    name = os.path.relpath(path, folder).replace(os.sep, "/")
    with open(path, "rb") as file:
        size = os.path.getsize(path)
        container.upload_blob(name, file, length=size, overwrite=True, max_concurrency=4)


def down(blob):
    path = os.path.join(folder, blob.name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as file:
        container.download_blob(blob.name, max_concurrency=4).readinto(file)


with ThreadPoolExecutor(workers) as pool:
    moved = pool.map(up, local()) if direction == "up" else pool.map(down, container.list_blobs())
    for _ in moved:
        pass
