using Bench.Harness.Running;
using Bench.Results;
using Bench.Sweeps;
using Bench.Sweeps.Costs;

namespace Bench.Cli.Display;

/// <summary>
/// How long a run still takes, by the cost model, which learns from every job that ends and, of networks that it knows nothing of, from
/// the first steps of their training. Not thread-safe.
/// </summary>
internal sealed class RunForecast(RemainingJobs jobs, CostModel costs, Func<string, bool> isCounted, int workers)
{
    // The first steps of a process are slow; a few seconds of them tell enough.
    private static readonly TimeSpan Enough = TimeSpan.FromSeconds(4);

    private readonly Dictionary<int, Running> running = [];

    /// <summary>Seconds of a job, or a guess.</summary>
    public double Guess(CostClass job) => costs.Guess(job);

    /// <summary>
    /// The work that is left, without what of the jobs under way is done, divided by the workers, but no less than the longest job under
    /// way; null before anything is known. Pairs of which nothing is known are guessed from the others by their multiply-adds.
    /// </summary>
    public TimeSpan? Left(DateTimeOffset now)
    {
        if (!costs.HasAny) return null;
        var work = jobs.Counts.Sum(j => j.Value * costs.Guess(j.Key));
        double longest = 0;
        foreach (var job in running.Values.Where(j => j.Counts))
        {
            var all = costs.Guess(job.Kind);
            var left = all - Math.Min(all, Math.Max((now - job.Since).TotalSeconds, job.Fraction * all));
            work -= all - left;
            longest = Math.Max(longest, left);
        }
        return TimeSpan.FromSeconds(Math.Max(work / workers, longest));
    }

    public void Started(int worker, CellSpec cell, bool pretraining, DateTimeOffset now) =>
        running[worker] = new Running(
            CostClass.Of(cell, pretraining), now, !pretraining || isCounted(CellIdentity.PretrainingOf(cell)));

    public void Progressed(int worker, WorkerProgress progress, DateTimeOffset now)
    {
        if (progress.Steps == 0 || !running.TryGetValue(worker, out var job) || job.Kind.Recipe is not { } recipe) return;
        if (progress.Phase == (job.Kind.Pretraining ? "pretrain" : "retrain"))
        {
            job.Fraction = (double)progress.Step / progress.Steps;
            if (job.FirstAt is not { } first) (job.FirstAt, job.FirstStep) = (now, progress.Step);
            else if (!job.Learned && now - first >= Enough && progress.Step > job.FirstStep)
            {
                job.Learned = true;
                costs.AddSteps(
                    TrainingKind.Of(job.Kind.Pair, job.Kind.Pretraining, recipe), (long)(progress.Step - job.FirstStep) * recipe.Batch, (now - first).TotalSeconds);
            }
        }
    }

    public void Finished(int worker, CellSpec cell, CellResult result)
    {
        KnownCosts.Add(costs, cell, result);
        Done(worker);
    }

    public void Pretrained(int worker, CellSpec cell, PretrainingRecord record)
    {
        if (running[worker].Counts) KnownCosts.Add(costs, cell, record); // else it was made before, perhaps elsewhere
        Done(worker);
    }

    /// <summary>A job that is tried again is still to be done; a cell that went with its pretraining was never begun.</summary>
    public void Failed(int worker, CellSpec cell, bool pretraining, bool again)
    {
        if (again) running.Remove(worker);
        else if (running.ContainsKey(worker)) Done(worker);
        else jobs.Add(CostClass.Of(cell, pretraining), -1);
    }

    private void Done(int worker)
    {
        if (running.Remove(worker, out var job) && job.Counts) jobs.Add(job.Kind, -1);
    }

    /// <summary>A job under way; a pretraining that was there before the run does not count.</summary>
    private sealed class Running(CostClass kind, DateTimeOffset since, bool counts)
    {
        public CostClass Kind => kind;
        public DateTimeOffset Since => since;
        public bool Counts => counts;

        /// <summary>Of its training.</summary>
        public double Fraction { get; set; }

        /// <summary>When it was first told how far its training is, and how far that was.</summary>
        public DateTimeOffset? FirstAt { get; set; }
        public int FirstStep { get; set; }
        public bool Learned { get; set; }
    }
}
