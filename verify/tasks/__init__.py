"""Long work that behaves: tasks whose results are kept, and are the same whoever computes them."""

from verify.tasks.running import TaskError, Watcher, run
from verify.tasks.store import Store, StoreWarning
from verify.tasks.task import JSON, Task

__all__ = ["JSON", "Store", "StoreWarning", "Task", "TaskError", "Watcher", "run"]
