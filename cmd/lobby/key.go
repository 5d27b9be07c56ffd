package main

import (
	"crypto/ed25519"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/google/renameio/v2"
)

// badgeKey reads the key that signs badges: the 32-byte seed in base 64. A
// missing file in the data directory is made; one that was named must be there.
func badgeKey(c config) (ed25519.PrivateKey, error) {
	path := c.Data.BadgeKey
	if path == "" {
		path = filepath.Join(c.Data.Dir, "badge.key")
	}
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) && c.Data.BadgeKey == "" {
		return makeBadgeKey(path)
	}
	if err != nil {
		return nil, fmt.Errorf("read the badge key: %w", err)
	}
	seed, err := base64.StdEncoding.DecodeString(strings.TrimSpace(string(text)))
	if err != nil || len(seed) != ed25519.SeedSize {
		return nil, fmt.Errorf("%s is no badge key: it must hold 32 bytes in base 64; restore it from a backup, or remove it to make a new one (badges already issued are then refused)", path)
	}
	return ed25519.NewKeyFromSeed(seed), nil
}

func makeBadgeKey(path string) (ed25519.PrivateKey, error) {
	_, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return nil, fmt.Errorf("make a badge key: %w", err)
	}
	text := base64.StdEncoding.EncodeToString(key.Seed()) + "\n"
	if err := renameio.WriteFile(path, []byte(text), 0o600); err != nil {
		return nil, fmt.Errorf("keep the badge key: %w", err)
	}
	return key, nil
}
