namespace Bench.Tests.Cli;

/// <summary>Commands of Slurm that say what they are told to say and keep how they were called.</summary>
internal sealed class FakeSlurm
{
    private readonly string folder;

    /// <param name="home">Where a folder for them is made.</param>
    public FakeSlurm(string home)
    {
        folder = Directory.CreateDirectory(Path.Combine(home, "fake slurm")).FullName;
        Command("sbatch", """
            for word; do
              if [ "$word" = --test-only ]; then
                printf '%s ' "$@" >> "$DIR/tests"
                if [ -f "$DIR/test-refuse" ]; then cat "$DIR/test-refuse" >&2; exit 1; fi
                exit 0
              fi
            done
            n=$(($(cat "$DIR/jobs" 2>/dev/null || echo 0) + 1))
            printf '%s\n' "$@" > "$DIR/sbatch.$n.args"; env > "$DIR/sbatch.$n.env"
            if [ -f "$DIR/refuse" ] && [ "$n" -ge "$(head -n 1 "$DIR/refuse")" ]; then tail -n +2 "$DIR/refuse" >&2; exit 1; fi
            echo "$n" > "$DIR/jobs"; echo "$((1000 + n));cluster"
            """);
        Command("squeue", """echo "$*" >> "$DIR/squeue.calls"; if [ -f "$DIR/queue" ]; then cat "$DIR/queue"; else echo 'slurm_load_jobs error: Unable to contact slurm controller (connect failure)' >&2; exit 1; fi""");
        Command("scontrol", """echo "$*" >> "$DIR/scontrol.calls"; case "$*" in *config*) cat "$DIR/config";; *partition*) cat "$DIR/partitions";; *'hostnames n[3-4]') echo n3; echo n4;; *hostnames*) echo "$3" | tr , '\n';; esac""");
        Command("sinfo", """case "$*" in *%T*) cat "$DIR/states";; *-N*) printf '%s\n' n1 n2 n3 n4;; *) echo 'n[1-4]';; esac""");
        Command("scancel", """echo "$*" >> "$DIR/scancel.calls" """);
        Command("srun", """
            printf '%s\n' "$@" > "$DIR/srun.args"
            if [ -f "$DIR/busy" ]; then echo 'srun: error: Unable to allocate resources: Requested nodes are busy' >&2; exit 1; fi
            while [ "$1" != sh ]; do shift; done
            if [ -f "$DIR/blind" ]; then
              shift 4
              for path do case "$path" in *"$(cat "$DIR/blind")"*) echo 'bench: not seen';; *) echo 'bench: seen';; esac; done
              exit 0
            fi
            exec "$@"
            """);
        Say("config", "Configuration data as of 2026-11-26\nMaxArraySize            = 1001\nMaxJobCount             = 10000\n");
        Say("partitions", "PartitionName=main Default=YES DefaultTime=00:10:00 MaxTime=1-00:00:00 State=UP\n");
        Say("queue", "");
        Say("states", "idle\nmixed\n");
    }

    /// <summary>The environment in which a command finds these, and some more that must not go further.</summary>
    public Dictionary<string, string> Environment => new()
    {
        ["PATH"] = $"{folder}:/usr/bin:/bin", ["OMP_NUM_THREADS"] = "7", ["LD_LIBRARY_PATH"] = "/leak", ["SLURM_JOB_ID"] = "5", ["SQUEUE_FORMAT"] = "%i", ["SBATCH_ACCOUNT"] = "lab",
    };

    public void Command(string name, string body)
    {
        var file = Path.Combine(folder, name);
        File.WriteAllText(file, $"#!/bin/bash\nDIR='{folder.Replace("'", "'\\''")}'\n{body}\n");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    public void Remove(string command) => File.Delete(Path.Combine(folder, command));

    public void Say(string file, string text) => File.WriteAllText(Path.Combine(folder, file), text);

    public string[] Said(string file) => File.Exists(Path.Combine(folder, file)) ? File.ReadAllLines(Path.Combine(folder, file)) : [];
}
