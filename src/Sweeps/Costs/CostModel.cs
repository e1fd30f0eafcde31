namespace Bench.Sweeps.Costs;

/// <summary>
/// Seconds that jobs take on this machine: training samples × their speed + evaluated samples × theirs + what a cell costs besides.
/// Speeds come from finished work where there is any, else from measurements. Not thread-safe.
/// </summary>
/// <param name="pairs">What is known of each data set × model, by their names.</param>
public sealed class CostModel(IReadOnlyDictionary<(string Dataset, string Model), PairFacts> pairs)
{
    // Without any observation jobs are still told long from short: by multiply-adds, three passes a trained sample.
    private const double TrainingPasses = 3, GuessedSecondsPerMac = 1e-10;
    private static readonly SplitSizes GuessedSizes = SplitSizes.OfPublished(50_000, 10_000);

    private readonly Dictionary<TrainingKind, Speeds> training = [];
    private readonly Dictionary<PairKind, Speeds> evaluation = [];
    private readonly Dictionary<PairKind, Speeds> other = [];
    private readonly Dictionary<(string Dataset, string Model), SplitSizes> sizes = [];
    private readonly Dictionary<(string Dataset, string Model), long> memory = [];
    private readonly Dictionary<CostClass, Estimate?> known = [];
    private double? secondsPerMac;

    /// <summary>Learns from a finished cell; add it before its retraining.</summary>
    public void Add(CellObservation cell)
    {
        sizes[(cell.Pair.Dataset, cell.Pair.Model)] = cell.Sizes;
        if (cell.Evaluated > 0) At(evaluation, cell.Pair).Add(Basis.Finished, cell.EvaluationSeconds / cell.Evaluated);
        At(other, cell.Pair).Add(Basis.Finished, cell.OtherSeconds);
        Forget();
    }

    /// <summary>Learns from a finished training run. What its evaluations took is taken off, where their speed is known.</summary>
    public void Add(TrainingObservation run)
    {
        if (run.Trained == 0) return;
        var evaluating = run.Evaluated * (At(evaluation, run.Kind.Pair).Seconds()?.Expected ?? 0);
        At(training, run.Kind).Add(Basis.Finished, Math.Max(0, run.Seconds - evaluating) / run.Trained);
        Forget();
    }

    /// <summary>Learns from some steps of a training that is under way: they count as a measurement.</summary>
    /// <param name="kind">What is trained, and how.</param>
    /// <param name="trained">Samples within those steps.</param>
    /// <param name="seconds">How long they took.</param>
    /// <param name="stepsPerEpoch">Tells, to a batch, how many samples there are, where that is not known yet.</param>
    public void AddSteps(TrainingKind kind, long trained, double seconds, int stepsPerEpoch)
    {
        sizes.TryAdd((kind.Pair.Dataset, kind.Pair.Model), SplitSizes.OfTrained(stepsPerEpoch * kind.Batch));
        At(training, kind).Add(Basis.Measured, seconds / trained);
        Forget();
    }

    /// <summary>Learns from a measurement with the recipes of a cell.</summary>
    public void Add(CellSpec cell, PairMeasurement measured)
    {
        var pair = PairKind.Of(cell);
        sizes.TryAdd((pair.Dataset, pair.Model), measured.Sizes);
        foreach (var seconds in measured.Evaluation) At(evaluation, pair).Add(Basis.Measured, seconds);
        foreach (var seconds in measured.Other) At(other, pair).Add(Basis.Measured, seconds);
        foreach (var seconds in measured.Pretraining) At(training, TrainingKind.Of(pair, true, cell.Pretraining!)).Add(Basis.Measured, seconds);
        foreach (var seconds in measured.Retraining) At(training, TrainingKind.Of(pair, false, cell.Retraining!)).Add(Basis.Measured, seconds);
        if (measured.PeakMemory is { } peak) AddMemory(pair.Dataset, pair.Model, peak);
        Forget();
    }

    /// <summary>Samples of a pair's data as planning counted them; null where it did not.</summary>
    public SplitSizes? PlannedSizes(string dataset, string model) => pairs.GetValueOrDefault((dataset, model))?.Sizes;

    /// <summary>Learns how many samples there are, of data that planning does not count.</summary>
    public void AddSizes(string dataset, string model, SplitSizes seen)
    {
        sizes[(dataset, model)] = seen;
        Forget();
    }

    /// <summary>Learns how much resident memory (bytes, at its highest) a worker needed for a pair.</summary>
    public void AddMemory(string dataset, string model, long peak) =>
        memory[(dataset, model)] = Math.Max(peak, memory.GetValueOrDefault((dataset, model)));

    /// <summary>Bytes of resident memory, the highest that was seen for a pair; null where none was.</summary>
    public long? MemoryOf(CellSpec cell) => memory.TryGetValue((cell.Dataset.Name, cell.Model), out var peak) ? peak : null;

    /// <summary>What the estimate of a job rests on; null where nothing is known. The weakest part counts.</summary>
    public Basis? BasisOf(CostClass job)
    {
        List<Basis?> parts = [At(evaluation, job.Pair).Basis];
        if (job.Recipe is { } recipe) parts.Add(TrainingOf(job.Pair, job.Pretraining, recipe)?.Basis);
        if (!job.Pretraining) parts.Add(At(other, job.Pair).Basis);
        return parts.Contains(null) || SizesOf(job) is null ? null : parts.Max();
    }

    /// <summary>Seconds of a job; null where something that it is made of was never observed.</summary>
    public Estimate? Seconds(CostClass job)
    {
        if (known.TryGetValue(job, out var remembered)) return remembered;
        return known[job] = BasisOf(job) is null ? null : Compute();

        Estimate Compute()
        {
            var work = WorkOf(job, SizesOf(job)!);
            var seconds = work.Evaluated * At(evaluation, job.Pair).Seconds()!.Value;
            if (job.Recipe is { } recipe) seconds += work.Trained * TrainingOf(job.Pair, job.Pretraining, recipe)!.Seconds()!.Value;
            return job.Pretraining ? seconds : seconds + At(other, job.Pair).Seconds()!.Value;
        }
    }

    /// <summary>Seconds of a job, or, where they are not known, a guess by multiply-adds: good enough to tell long from short.</summary>
    public double Guess(CostClass job) => Seconds(job)?.Expected ?? Macs(job) * SecondsPerMac;

    /// <summary>Seconds of an evaluation, a sample; null where none was observed.</summary>
    public double? SecondsOfSample(CellSpec cell) => At(evaluation, PairKind.Of(cell)).Seconds()?.Expected;

    /// <summary>Whether there is any observation on which a guess can rest.</summary>
    public bool HasAny => training.Values.Any(s => s.Basis is not null);

    // That of all training so far.
    private double SecondsPerMac => secondsPerMac ??= training.Where(t => t.Value.Basis is not null && pairs.ContainsKey((t.Key.Pair.Dataset, t.Key.Pair.Model)))
        .Select(t => t.Value.Seconds()!.Value.Expected / (TrainingPasses * pairs[(t.Key.Pair.Dataset, t.Key.Pair.Model)].Macs))
        .DefaultIfEmpty(GuessedSecondsPerMac).Average();

    private double Macs(CostClass job)
    {
        var work = WorkOf(job, SizesOf(job) ?? GuessedSizes);
        var macs = pairs.TryGetValue((job.Pair.Dataset, job.Pair.Model), out var facts) ? facts.Macs : 1;
        return macs * (TrainingPasses * work.Trained + work.Evaluated);
    }

    // The other kind of training with the same batches costs the same but for the masks.
    private Speeds? TrainingOf(PairKind pair, bool pretraining, RecipeSpec recipe)
    {
        var kind = TrainingKind.Of(pair, pretraining, recipe);
        var own = At(training, kind);
        return own.Basis is not null ? own : At(training, kind with { Pretraining = !pretraining }) is { Basis: not null } like ? like : null;
    }

    private SplitSizes? SizesOf(CostClass job)
    {
        var pair = (Name: job.Pair.Dataset, job.Pair.Model);
        return PlannedSizes(pair.Name, pair.Model) ?? sizes.GetValueOrDefault(pair);
    }

    private static Workload WorkOf(CostClass job, SplitSizes sizes) =>
        job.Pretraining ? Workload.OfPretraining(job.Recipe, sizes) : job.Work ?? Workload.OfCell(job.Recipe, sizes);

    private void Forget()
    {
        known.Clear();
        secondsPerMac = null;
    }

    private static Speeds At<TKey>(Dictionary<TKey, Speeds> speeds, TKey key)
        where TKey : notnull
    {
        if (!speeds.TryGetValue(key, out var at)) speeds[key] = at = new Speeds();
        return at;
    }
}
