package postgres

import (
	"context"
	"embed"
	"fmt"
	"io/fs"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// Each file is one version of the schema, in the order of their names. What has
// been released is never changed.
//
//go:embed migrations/*.sql
var migrations embed.FS

// migrationLock is the advisory lock under which the schema changes: "badgelog"
// in ASCII.
const migrationLock = 0x62616467656c6f67

// steps returns the statements that lead from each version to the next.
func steps() ([]string, error) {
	names, err := fs.Glob(migrations, "migrations/*.sql")
	if err != nil {
		return nil, fmt.Errorf("postgres: find the migrations: %w", err)
	}
	all := make([]string, len(names))
	for i, name := range names {
		text, err := migrations.ReadFile(name)
		if err != nil {
			return nil, fmt.Errorf("postgres: read a migration: %w", err)
		}
		all[i] = string(text)
	}
	return all, nil
}

// querier is a pool or a transaction.
type querier interface {
	QueryRow(ctx context.Context, sql string, args ...any) pgx.Row
}

// version returns the schema's version, 0 when there is none yet.
func version(ctx context.Context, q querier) (int, error) {
	var there bool
	// Not to_regclass: the session's cache may not yet know of a table that
	// another session made while this one waited for the lock.
	err := q.QueryRow(ctx, `SELECT EXISTS (SELECT FROM pg_catalog.pg_tables WHERE schemaname = 'badgelog' AND tablename = 'migrations')`).Scan(&there)
	if err != nil || !there {
		return 0, err
	}
	var v int
	err = q.QueryRow(ctx, `SELECT coalesce(max(version), 0) FROM badgelog.migrations`).Scan(&v)
	return v, err
}

// migrate brings the schema to the newest version. Where it is there already it
// asks for no right to change anything.
func migrate(ctx context.Context, pool *pgxpool.Pool) error {
	all, err := steps()
	if err != nil {
		return err
	}
	v, err := version(ctx, pool)
	if err != nil {
		return classify("read the schema's version", err)
	}
	if v < len(all) {
		err = pgx.BeginFunc(ctx, pool, func(tx pgx.Tx) error {
			v, err = forward(ctx, tx, all)
			return err
		})
	}
	if err != nil {
		return classify("migrate the schema", err)
	}
	return newer(v, len(all))
}

// forward takes the steps that are missing, under the lock, and returns the
// version that it came to.
func forward(ctx context.Context, tx pgx.Tx, all []string) (int, error) {
	if _, err := tx.Exec(ctx, `SELECT pg_advisory_xact_lock($1)`, int64(migrationLock)); err != nil {
		return 0, err
	}
	v, err := version(ctx, tx)
	if err != nil {
		return 0, err
	}
	if v == 0 {
		_, err := tx.Exec(ctx, `
			CREATE SCHEMA IF NOT EXISTS badgelog;
			CREATE TABLE badgelog.migrations (version integer PRIMARY KEY, applied timestamptz NOT NULL DEFAULT now())`)
		if err != nil {
			return 0, err
		}
	}
	for ; v < len(all); v++ {
		if _, err := tx.Exec(ctx, all[v]); err != nil {
			return v, fmt.Errorf("to version %d: %w", v+1, err)
		}
		if _, err := tx.Exec(ctx, `INSERT INTO badgelog.migrations (version) VALUES ($1)`, v+1); err != nil {
			return v, err
		}
	}
	return v, nil
}

func newer(v, known int) error {
	if v <= known {
		return nil
	}
	return permanentError{fmt.Errorf("postgres: the schema has version %d and this program knows %d: use the program that made it, or a newer one", v, known)}
}
