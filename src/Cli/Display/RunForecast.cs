using Bench.Harness.Running;
using Bench.Results;
using Bench.Sweeps;
using Bench.Sweeps.Costs;

namespace Bench.Cli.Display;

/// <summary>
/// How long a run still takes, by the cost model, which learns from every job that ends and, of networks that it knows nothing of, from
/// the first steps of their training. Not thread-safe.
/// </summary>
internal sealed class RunForecast(RemainingJobs jobs, CostModel costs, int workers)
{
    // The first steps of a process are slow; a few seconds of them tell enough.
    private static readonly TimeSpan Enough = TimeSpan.FromSeconds(4);

    private readonly Dictionary<int, Running> running = [];

    /// <summary>Seconds of an evaluation, a sample; null where nothing is known.</summary>
    public double? SecondsOfSample(CellSpec cell) => costs.SecondsOfSample(cell);

    /// <summary>Seconds of a job, or a guess.</summary>
    public double Guess(CostClass job) => costs.Guess(job);

    /// <summary>
    /// Until the last worker is done, by the order of work (<see cref="Rehearsal"/>), what of the jobs under way is done being taken off;
    /// null before anything is known. Pairs of which nothing is known are guessed from the others by their multiply-adds.
    /// </summary>
    public TimeSpan? Left(DateTimeOffset now) => costs.HasAny
        ? TimeSpan.FromSeconds(Rehearsal.Seconds(jobs, costs.Guess, workers, [.. running.Values.Where(j => j.Counts).Select(job => UnderWay(job, now))]))
        : null;

    public void Started(int worker, CellSpec cell, bool pretraining, DateTimeOffset now)
    {
        var start = CellIdentity.PretrainingOf(cell);
        running[worker] = new Running(start, jobs.ClassOf(cell, pretraining), now, !pretraining || jobs.Starts[start].Pretraining is not null);
    }

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
                    TrainingKind.Of(job.Kind.Pair, job.Kind.Pretraining, recipe), (long)(progress.Step - job.FirstStep) * recipe.Batch, (now - first).TotalSeconds,
                    (progress.Steps + progress.Epochs - 1) / Math.Max(1, progress.Epochs));
            }
        }
    }

    public void Finished(int worker, CellSpec cell, CellResult result)
    {
        KnownCosts.Add(costs, cell, result);
        Done(worker);
    }

    public void Pretrained(int worker, CellSpec cell, PretrainingRecord record, bool cached)
    {
        KnownCosts.AddSizes(costs, cell, record);
        if (!cached) KnownCosts.Add(costs, cell, record); // a cached one was perhaps made elsewhere
        Done(worker);
    }

    /// <summary>A job that is tried again is still to be done; a cell that went with its pretraining was never begun.</summary>
    public void Failed(int worker, CellSpec cell, bool pretraining, bool again)
    {
        if (again) running.Remove(worker);
        else if (running.ContainsKey(worker)) Done(worker);
        else jobs.CellDone(CellIdentity.PretrainingOf(cell), jobs.ClassOf(cell, pretraining));
    }

    private void Done(int worker)
    {
        if (!running.Remove(worker, out var job) || !job.Counts) return;
        if (job.Kind.Pretraining) jobs.PretrainingDone(job.Start);
        else jobs.CellDone(job.Start, job.Kind);
    }

    private Rehearsal.UnderWay UnderWay(Running job, DateTimeOffset now)
    {
        var all = costs.Guess(job.Kind);
        return new(job.Start, job.Kind, all - Math.Min(all, Math.Max((now - job.Since).TotalSeconds, job.Fraction * all)));
    }

    /// <summary>A job under way; a pretraining that was there before the run does not count.</summary>
    private sealed class Running(string start, CostClass kind, DateTimeOffset since, bool counts)
    {
        /// <summary>The pretraining's identity.</summary>
        public string Start => start;
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
