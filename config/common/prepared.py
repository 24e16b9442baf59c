"""Queries that are written with the ORM, compiled once, and run again and again with other values.

To compile a query takes the ORM ten times as long as the database takes to answer a short one. What stands at the
beginning of every answer is prepared; all else asks the ORM as ever.
"""

import threading
from collections.abc import Callable
from copy import copy
from typing import Any, Generic, TypeVar

from django.db import connections
from django.db.models import BigAutoField, CharField, Field, QuerySet, UUIDField, Value

T = TypeVar("T")

KEY, TEXT, UUID_KEY = BigAutoField(), CharField(), UUIDField()  # what slots may hold


class Slot(Value):
    """Stands in a query for a value that each run brings: `value` is its place among them."""

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        return "%s", [self]


class Prepared(Generic[T]):
    """`build` gets an expression for each of `fields`, and gives the query whose rows are of the type T.

    `members = Prepared(lambda project: Member.objects.filter(project=project), KEY)`, and then `members(7)`.
    """

    def __init__(self, build: Callable[..., "QuerySet[Any, T]"], *fields: "Field[Any, Any]") -> None:
        self._build, self._fields = build, fields
        self._compiling = threading.Lock()
        self._compiled: _Compiled | None = None
        self._of_thread = threading.local()

    def __call__(self, *values: Any) -> list[T]:
        """The rows for these values."""
        compiled = getattr(self._of_thread, "compiled", None)
        if compiled is None:
            compiled = self._of_thread.compiled = self._compile().for_this_thread()
        rows: list[T] = compiled.run(values)
        return rows

    def first(self, *values: Any) -> T | None:
        """The first of the rows, in the order of the query."""
        return next(iter(self(*values)), None)

    def _compile(self) -> "_Compiled":
        with self._compiling:
            if self._compiled is None:
                slots = [Slot(place, output_field=field) for place, field in enumerate(self._fields)]
                queryset = self._build(*slots)
                compiler = queryset.query.get_compiler(queryset.db)
                self._compiled = _Compiled(queryset, compiler, *compiler.as_sql())
            return self._compiled


class _Compiled:
    """A query whose SQL is there; the rows are made by the queryset itself, whatever it gives."""

    def __init__(self, queryset: "QuerySet[Any, Any]", compiler: Any, sql: str, parameters: Any) -> None:
        self._queryset, self._compiler, self._sql, self._parameters = queryset, compiler, sql, parameters
        self._bound: tuple[Any, ...] = ()

    def for_this_thread(self) -> "_Compiled":
        """The same, on the connection of this thread."""
        queryset, compiler = self._queryset.all(), copy(self._compiler)
        compiler.connection = connections[queryset.db]
        mine = _Compiled(queryset, compiler, self._sql, self._parameters)
        compiler.as_sql = lambda *_, **__: (mine._sql, mine._bound)
        queryset.query.get_compiler = lambda *_, **__: compiler  # type: ignore[method-assign]
        return mine

    def run(self, values: tuple[Any, ...]) -> list[Any]:
        self._bound = tuple(self._value(each, values) for each in self._parameters)
        rows: Any = self._queryset._iterable_class(self._queryset)
        return list(rows)

    def _value(self, parameter: Any, values: tuple[Any, ...]) -> Any:
        if not isinstance(parameter, Slot):
            return parameter
        return parameter.output_field.get_db_prep_value(values[parameter.value], self._compiler.connection)
