"""The bond: contract, investors, draws, ledger, settlement and statements."""
