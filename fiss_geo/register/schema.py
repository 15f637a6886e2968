"""The tables of a register, in words that SQLite and PostgreSQL both understand, and migrations.

A migration is added at the end and never changed: a register says which it has had.
"""

from typing import Final

STATES: Final = ("idea", "discussed", "negotiated", "implemented", "completed", "stopped")
"""In their order; ``stopped`` can follow all but ``completed``, and be taken up again."""

REALISED_STATES: Final = ("implemented", "completed")
"""In which a synergy brings benefits."""

SYNERGY_FIELDS: Final = (
    "title", "offer_id", "need_id", "offer_organisation", "need_organisation", "material_group",
    "region_code", "park_id", "mass_t_per_a", "state", "state_date", "stop_reason", "is_public",
    "attribution_share", "lifetime_a", "note",
)  # fmt: skip

_FIRST: Final = (
    """CREATE TABLE synergy (
        synergy_id TEXT PRIMARY KEY,
        title TEXT NOT NULL,
        offer_id TEXT,
        need_id TEXT,
        offer_organisation TEXT,
        need_organisation TEXT,
        material_group TEXT,
        region_code TEXT,
        park_id TEXT,
        mass_t_per_a DOUBLE PRECISION,
        state TEXT NOT NULL,
        state_date TEXT NOT NULL,
        stop_reason TEXT,
        is_public INTEGER NOT NULL,
        attribution_share DOUBLE PRECISION NOT NULL,
        lifetime_a INTEGER NOT NULL,
        note TEXT,
        version INTEGER NOT NULL,
        CHECK (state <> 'stopped' OR stop_reason IS NOT NULL),
        CHECK (attribution_share >= 0 AND attribution_share <= 1),
        CHECK (lifetime_a >= 1)
    )""",
    """CREATE TABLE benefit (
        synergy_id TEXT NOT NULL REFERENCES synergy (synergy_id),
        measure TEXT NOT NULL,
        benefit_year INTEGER NOT NULL,
        benefit_value DOUBLE PRECISION NOT NULL,
        note TEXT,
        PRIMARY KEY (synergy_id, measure, benefit_year)
    )""",
    """CREATE TABLE history (
        synergy_id TEXT NOT NULL REFERENCES synergy (synergy_id),
        version INTEGER NOT NULL,
        changed_at TEXT NOT NULL,
        changed_by TEXT NOT NULL,
        change_text TEXT NOT NULL,
        PRIMARY KEY (synergy_id, version)
    )""",
)

MIGRATIONS: Final = (_FIRST,)
TABLES: Final = ("synergy", "benefit", "history")
