"""A JupyterHub for the course on one machine: `jupyterhub -f hub/jupyterhub_config.py`.

book/hub.md says how to install what it needs.
"""

import sys

c = get_config()  # noqa: F821  # JupyterHub provides it

# Your school's authenticator, and whom it lets in, belong here. This one lets nobody in.
c.JupyterHub.authenticator_class = "null"

c.Spawner.default_url = "/lab"

# The chapters' arrays are small: more threads than one only wait for each other.
c.Spawner.environment = {"OMP_NUM_THREADS": "1"}

# A server and two chapters fit, and a loop that fills the memory stops no other student. The
# spawners for Docker, systemd and Kubernetes hold to it; JupyterHub's default only passes it on.
c.Spawner.mem_limit = "1G"

# A kernel that has done nothing for half an hour ends, even with its page open. Notebooks stay.
c.Spawner.args = [
    "--MappingKernelManager.cull_idle_timeout=1800",
    "--MappingKernelManager.cull_interval=300",
    "--MappingKernelManager.cull_connected=True",
]

# A server that nobody has used for an hour ends, too. The next click on a link starts it again.
c.JupyterHub.services = [
    {
        "name": "idle-culler",
        "command": [
            *(sys.executable, "-m", "jupyterhub_idle_culler"),
            "--timeout=3600",
            "--cull-every=300",
        ],
    }
]
c.JupyterHub.load_roles = [
    {
        "name": "idle-culler",
        "scopes": ["list:users", "read:users:activity", "read:servers", "delete:servers"],
        "services": ["idle-culler"],
    }
]
