"""The embedded PostgreSQL: made, started, shared, watched and stopped, with only the programs taken from the wheel."""

from db.cluster.places import default_directory
from db.cluster.supervisor import Cluster, Server, Status

__all__ = ["Cluster", "Server", "Status", "default_directory"]
