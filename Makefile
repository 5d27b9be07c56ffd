# make run   builds the kiosk and plays it: windows where there is a display, a
#            tour under Xvfb where there is none
# make fleet facilities' side: PostgreSQL, nats-server and three simulated kiosks
# make test  everything that is checked, as .ci/run does
# make bench measures the store, also beside SQLite
# make soak  measures memory, time and idle CPU over thousands of visits; takes hours
# SETUP=true make ...  leaves the system packages alone

SHELL := bash
SETUP ?= .ci/setup

export GOFLAGS += -trimpath

.PHONY: help run fleet test bench soak build tools lint tour session words clean

help:
	@sed -n 's/^# //p' Makefile

build:
	@mkdir -p bin
	go build -tags x11,gles,migrated_fynedo -o bin/lobby ./cmd/lobby
	CGO_ENABLED=0 go build -o bin/lobbyctl ./cmd/lobbyctl

# The tour's program is the same but for Fyne's check that it is called from the
# right goroutine, which the product does without.
bin/checked: build
	go build -tags x11,gles -o bin/lobby-checked ./cmd/lobby
	go -C .ci/tools build -o $(CURDIR)/bin/tour ./tour

.PHONY: bin/checked

run:
	@$(SETUP) run
	@$(MAKE) --no-print-directory build
	@.ci/run-demo

fleet:
	@mkdir -p bin
	CGO_ENABLED=0 go build -o bin/lobbyctl ./cmd/lobbyctl
	CGO_ENABLED=0 go build -o bin/nats-server github.com/nats-io/nats-server/v2
	@.ci/run-fleet

tour:
	@$(SETUP) run
	@$(MAKE) --no-print-directory bin/checked
	bin/tour

session:
	@$(SETUP) test
	@$(MAKE) --no-print-directory bin/checked
	bin/tour -session -out var/session

lint: tools
	bin/golangci-lint run

tools:
	@mkdir -p bin
	go -C .ci/tools build -o $(CURDIR)/bin/ github.com/golangci/golangci-lint/v2/cmd/golangci-lint gotest.tools/gotestsum

test:
	@$(SETUP) test
	@.ci/test

bench:
	go test -tags ci -run '^$$' -bench . ./store
	go -C .ci/bench test -bench .

soak:
	@$(SETUP) run
	@.ci/run-soak

clean:
	rm -rf bin var .ci/zplcheck/node_modules
