namespace Bench.Launching;

/// <summary>
/// The scripts that Slurm runs. Whatever a user has named is quoted, but for the lines of <c>--setup</c>, which are his own. What differs from job to job, and what
/// is asked of Slurm, stands on the command line of <c>sbatch</c>.
/// </summary>
internal static class SlurmScript
{
    private static readonly TimeSpan Warning = TimeSpan.FromSeconds(90), MergeWaits = TimeSpan.FromMinutes(10);

    /// <summary>How long before its end a task is told; sooner where all of its time is short.</summary>
    public static TimeSpan WarningOf(TimeSpan? time) =>
        time is { } short_ && short_ / 4 < Warning ? TimeSpan.FromSeconds(Math.Max(10, Math.Floor(short_.TotalSeconds / 4))) : Warning;

    public static string Of(JobScript script) => script.MergeInto is { } database ? Merge(script, database) : Task(script);

    // The exit code is left in the folder, as a program that was killed cannot tell, nor one that a line of setup has kept from being begun. Signals reach the step;
    // the script lives on to see what it says.
    private static string Task(JobScript script) => $$"""
        #!/bin/bash
        #SBATCH --signal=USR2@{{WarningOf(script.Needs.Time is { } time ? SlurmTime.Parse(time) : null).TotalSeconds:0}}
        #SBATCH --requeue
        #SBATCH --open-mode=append
        # One task of sweep {{script.Sweep}}: the line of the manifest that is the array's first one (the argument) plus the index in the array.
        trap : TERM INT USR1 USR2
        bench_first=$1
        bench_attempt="$(printf %06d $((bench_first + SLURM_ARRAY_TASK_ID))).${SLURM_ARRAY_JOB_ID}_${SLURM_ARRAY_TASK_ID}-${SLURM_RESTART_COUNT:-0}"
        {{Leaving(script)}}{{Setup(script.Needs)}}if [ -d "${SLURM_TMPDIR:-}" ]; then export TMPDIR="$SLURM_TMPDIR"; fi
        code=0
        srun --ntasks=1 --cpus-per-task={{Cores(script.Needs)}} --export=ALL {{Shell.Quote(script.Program)}} task --folder "$bench_folder" --plan {{Shell.Quote(script.Plan)}} --first "$bench_first" --index "$SLURM_ARRAY_TASK_ID" \
          --job "${SLURM_ARRAY_JOB_ID}_${SLURM_ARRAY_TASK_ID}" --requeues "${SLURM_RESTART_COUNT:-0}" --node "${SLURMD_NODENAME:-$HOSTNAME}" || code=$?
        case "$code" in 130 | 138 | 140 | 143) code=75 ;; esac # INT, USR1, USR2, TERM before the program could listen: nothing is lost
        trap - EXIT
        bench_leave "$code"
        if [ "$code" = 75 ] && [ "${SLURM_RESTART_COUNT:-0}" -lt {{script.Needs.MaxRequeue}} ]; then
          # Stopped after a checkpoint: begun again, which ends this script; unless somebody has cancelled it.
          case "$(squeue -h -t all -j "$SLURM_JOB_ID" -o '%T %r')" in
            "" | RUNNING* | *TimeLimit) scontrol requeue "${SLURM_ARRAY_JOB_ID}_${SLURM_ARRAY_TASK_ID}" && { trap - TERM; sleep 60; } ;;
          esac
        fi
        exit "$code"

        """;

    private static string Merge(JobScript script, string database) => $$"""
        #!/bin/bash
        #SBATCH --requeue
        #SBATCH --open-mode=append
        # Merges what the tasks of sweep {{script.Sweep}} have found, on one machine, when all have ended.
        bench_attempt={{Shell.Quote(MergeExit.PrefixOf(script.Plan))}}".${SLURM_JOB_ID}-${SLURM_RESTART_COUNT:-0}"
        {{Leaving(script)}}{{Setup(script.Needs)}}srun --ntasks=1 --cpus-per-task=1 --export=ALL {{Shell.Quote(script.Program)}} merge {{Shell.Quote(script.Folder.Path)}} --db {{Shell.Quote(database)}} --wait {{MergeWaits.TotalSeconds:0}}

        """;

    private static string Leaving(JobScript script) => $$"""
        bench_folder={{Shell.Quote(script.Folder.Path)}}
        bench_leave() { echo "$1 $(date -u +%FT%TZ) ${SLURMD_NODENAME:-$HOSTNAME}" > "$bench_folder/attempts/.$bench_attempt.tmp" && mv -f "$bench_folder/attempts/.$bench_attempt.tmp" "$bench_folder/attempts/$bench_attempt.exit"; }
        trap 'bench_leave "$?"' EXIT

        """;

    internal static int Cores(TaskNeeds needs) => needs.Cpus * needs.Threads;

    private static string Setup(TaskNeeds needs) => string.Concat(needs.Setup.Select(line => line + "\n"));
}
