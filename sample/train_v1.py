"""The same training with SDK v1, kept until the last pipeline has moved to v2."""

from azureml.core import Dataset, Datastore, Run, Workspace

workspace = Workspace.from_config()
run = Run.get_context()

datastore = Datastore.get(workspace, "workspaceblobstore")
labels = Dataset.Tabular.from_delimited_files(path=(datastore, "leaves/data/labels/leaves.csv"))
pictures = Dataset.File.from_files(path=(datastore, "leaves/data/images/train/**/*.png"))

with pictures.mount() as mounted:
    frame = labels.to_pandas_dataframe()
    run.log("pictures", len(frame))
    print(f"{len(frame)} pictures at {mounted.mount_point}")
