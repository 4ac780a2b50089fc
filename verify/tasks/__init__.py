"""Long work that behaves: tasks whose results are kept, whoever does them, and who never need be done twice."""

from verify.tasks.running import TaskError, Watcher, run
from verify.tasks.store import Store, StoreWarning
from verify.tasks.task import JSON, Task

__all__ = ["JSON", "Store", "StoreWarning", "Task", "TaskError", "Watcher", "run"]
