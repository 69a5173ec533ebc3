"""Who may, who did: accounts, role grants, the policy table, the ledger, evidence files."""
