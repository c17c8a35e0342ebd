"""Trains a classifier of leaf rust on the pictures in the workspace's default datastore (SDK v2)."""

import argparse
import io

import numpy as np
import pandas as pd
from azure.ai.ml import MLClient
from azure.identity import DefaultAzureCredential
from azureml.fsspec import AzureMachineLearningFileSystem
from PIL import Image
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import accuracy_score

SIZE = (48, 48)


def open_datastore() -> AzureMachineLearningFileSystem:
    ml_client = MLClient.from_config(credential=DefaultAzureCredential())
    datastore = ml_client.datastores.get("workspaceblobstore")
    uri = (
        f"azureml://subscriptions/{ml_client.subscription_id}"
        f"/resourcegroups/{ml_client.resource_group_name}"
        f"/workspaces/{ml_client.workspace_name}"
        f"/datastores/{datastore.name}/paths/"
    )
    return AzureMachineLearningFileSystem(uri)


def load(files: AzureMachineLearningFileSystem, labels: pd.DataFrame, root: str) -> tuple[np.ndarray, np.ndarray]:
    pixels = []
    for name in labels["file"]:
        with files.open(f"{root}/{name}") as picture:
            image = Image.open(io.BytesIO(picture.read())).convert("RGB").resize(SIZE)
        pixels.append(np.asarray(image, dtype=np.float32).ravel() / 255)
    return np.stack(pixels), labels["label"].to_numpy()


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", default="leaves/data", help="folder in the datastore")
    parser.add_argument("--regularisation", type=float, default=1.0)
    arguments = parser.parse_args()

    files = open_datastore()
    with files.open(f"{arguments.data}/labels/leaves.csv") as table:
        labels = pd.read_csv(table)

    train, validation = (labels[labels["split"] == split] for split in ("train", "validation"))
    model = LogisticRegression(C=arguments.regularisation, max_iter=1000)
    model.fit(*load(files, train, arguments.data))

    pixels, truth = load(files, validation, arguments.data)
    print(f"validation accuracy: {accuracy_score(truth, model.predict(pixels)):.3f}")


if __name__ == "__main__":
    main()
