# Thin: what a target does is in package.json and tools/.
# The project's own Node, once it is installed.
NODE24 := PATH="$(CURDIR)/node_modules/.bin:$$PATH"
# With it Node would look behind the proxy for what runs on this machine; npm and Go find the proxy without.
unexport NODE_USE_ENV_PROXY

.PHONY: help setup demo test truth faults migration-locks overload bench bench-telemetry drill containers chart tools generate fmt clean compose-test deliver-check
.PHONY: fuzz mutants sbom
.DEFAULT_GOAL := help

help: ## List the targets
	@grep -E '^[a-z-]+:.*##' Makefile | sed 's/:.*##/\t/' | expand -t 20

setup: ## Install packages and build the native tools, where they are missing
	@node tools/setup.mjs

demo: setup ## Run everything on this machine; DEMO_SECONDS=n checks and stops, STACK=full adds Loki, and Grafana where it is on PATH
	@$(NODE24) node tools/demo.ts

test: setup ## Run every check and test
	@$(NODE24) npm test

truth: setup ## Hold every number against the ledger while everything goes wrong
	@$(NODE24) node test/truth/truth.ts

faults: setup ## Vote while everything breaks and check what was seen; FAULT_SEED, FAULT_MINUTES, FAULT_ONLY
	@$(NODE24) node test/faults/faults.ts

migration-locks: setup ## See how long migrations hold tables of MIGRATION_ROWS ballots (5 million)
	@$(NODE24) node test/migrations/lock-times.ts

overload: setup ## Offer ten times what a process can take; OVERLOAD_SECONDS, OVERLOAD_IDLE, OVERLOAD_ONLY
	@$(NODE24) node bench/overload/overload.ts

bench: setup ## Measure everything side by side into bench/results; BENCH_ONLY=part for one, ROUNDS=n
	@$(NODE24) node bench/bench.ts

bench-telemetry: setup ## Measure what telemetry costs a vote: off, stock, ours, side by side
	@BENCH_ONLY=telemetry $(NODE24) node bench/bench.ts

drill: setup ## Break a part for every page alert and see it fire; DRILL_ONLY=alert for one, BLIND=1 to guess
	@$(NODE24) node test/drill/drill.ts $(if $(BLIND),--blind)

containers: setup ## Build the container image and try it, and the compose stack, on a real engine
	@node tools/build.mjs collector prometheus alertmanager versitygw loki compose
	@$(NODE24) node --test --test-concurrency=1 test/containers/*.test.ts

.PHONY: rollout
rollout: setup ## Replace every process behind a proxy under votes; ROLLOUT_VOTES_PER_SECOND=n
	@$(NODE24) node --test --test-global-setup=test/support/global-setup.ts test/rollout/*.test.ts

chart: setup ## Try the Helm chart: unit tests, schemas, a scanner, and every mode on a real API server
	@node tools/build.mjs helm helm-unittest kube-apiserver controller-gen
	@$(NODE24) node --test --test-global-setup=test/support/global-setup.ts test/chart/*.test.ts

compose-test: setup ## Start the whole compose stack, Tempo and Grafana included, and see every panel of every dashboard fill
	@docker compose version > /dev/null 2>&1 || { echo 'compose-test: docker compose (version 2) is not installed' >&2; exit 1; }
	sh compose/make-secrets.sh
	docker compose up --detach --wait --wait-timeout 600
	@$(NODE24) node --test --test-concurrency=1 test/compose/*.test.ts

deliver-check: setup ## Check workflows, Terraform, GitOps and what else delivers it, with the tools of their trades
	@node tools/build.mjs helm actionlint opentofu tflint
	@$(NODE24) node --test test/delivery/*.test.ts

tools: ## Build the native tools into their cache
	@node tools/build.mjs

generate: setup ## Write all generated files anew
	@$(NODE24) node tools/generate.ts

fuzz: setup ## Ask the API for everything its document allows and forbids, as everybody; FUZZ_MINUTES, FUZZ_SEED, FUZZ_EXAMPLES
	@$(NODE24) node test/fuzz/fuzz.ts

mutants: setup ## Change the code that counts in every way and see whether a test notices; MUTANTS_ONLY=group, MUTANTS_FILES=…
	@$(NODE24) node test/mutants/mutants.ts

sbom: setup ## Write every package that is shipped into sbom.cdx.json, as CycloneDX
	@$(NODE24) node tools/sbom.ts > sbom.cdx.json

fmt: setup ## Format and fix what can be fixed
	@$(NODE24) npx biome check --write .

clean: ## Remove packages, coverage and the demo's data; built tools stay cached
	rm -rf node_modules coverage test-results data/demo
