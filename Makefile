# ITF Portal: everyday commands. Each is a script of the same name in scripts/; docs/development-setup.md tells more.
# Variables are given after the command: make portal-up PORTAL_PORT=5090
SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help isolation-matrix portal-up portal-down portal-reset portal-logs portal-shell portal-test showcase site-parity portal-bench portal-lint portal-verify sync-customers something-happen compose-up compose-down demo-scale

help: ## This list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{ printf "  make %-18s %s\n", $$1, $$2 }'

portal-up: ## Bring up PostgreSQL, Redis, Tryton with demo data, and the portal (REPLICAS=2: two of it); again: only what is missing
	@scripts/up

portal-down: ## Stop everything; the data stays
	@scripts/down

portal-reset: ## Remove the databases, mail and secrets (asks; FORCE=1 does not), keep what saves time
	@scripts/reset

portal-logs: ## Follow all logs
	@scripts/logs

portal-shell: ## A shell that knows the databases, Tryton and the portal of this stack
	@scripts/shell

portal-test: ## Run all tests on a stack of their own; FILTER=… runs only the .NET tests it matches
	@scripts/test

isolation-matrix: ## Ask Tryton and the portal for everything, as every role, with other companies' ids; the report is docs/isolation-matrix.md
	@scripts/isolation-matrix

showcase: ## Write the public pages anew from siteweb-itf/src, after a change there or in the portal's style sheets
	@scripts/showcase

site-parity: ## Import two themes from npm into projects of their own and compare every page, pixel by pixel
	@scripts/site-parity

portal-bench: ## Measure on the running stack: ARGS='live 200', 'list', 'memory 500', 'client', 'start', 'crowd', 'volume'; none = all
	@scripts/bench $(ARGS)

portal-lint: ## Formatting, analyzers and checkers of C#, Python and the scripts
	@scripts/lint

portal-verify: ## Check the chain of the running stack's audit: ARGS='--anchor POSITION:HASH'
	@scripts/portal verify $(ARGS)

sync-customers: ## Portal people out of Tryton's customers on the running stack: ARGS='--dry-run --json --role viewer --invite'
	@scripts/portal sync $(ARGS)

something-happen: ## Let staff change an order: VERB=confirm|ship|post|note ORDER=2041 RATE=2 ARGS=…
	@scripts/something-happen

compose-up: ## The same parts in containers, where Docker is: ENVIRONMENT=development|staging|production
	@scripts/compose up

compose-down: ## Stop the containers of ENVIRONMENT; the data stays
	@scripts/compose down

demo-scale: ## Put a database with many orders in the running stack's place: ORDERS=100000, minutes, then kept
	@scripts/demo-scale
