from .stores import bucket, folder, s3, store

__all__ = ["bucket", "folder", "s3", "store"]
