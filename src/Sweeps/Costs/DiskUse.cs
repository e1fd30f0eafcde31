namespace Bench.Sweeps.Costs;

/// <summary>Bytes that the rest of a sweep writes.</summary>
/// <param name="Database">Growth of the database.</param>
/// <param name="Pretrained">Weights that are kept of pretrainings.</param>
/// <param name="Checkpoints">Of what is under way at once; gone at the end.</param>
/// <param name="Points">Weights at points of pretrainings to which cells go back, if all were there at once; gone at the end.</param>
/// <param name="Shared">Of states that cells have in common, if all were there at once; gone at the end.</param>
public sealed record DiskUse(long Database, long Pretrained, long Checkpoints, long Points = 0, long Shared = 0)
{
    /// <summary>
    /// Growth of the database by a cell where no database tells: a row each for cell, configuration, result and attempt, six
    /// evaluations and some epochs and layers. Measured with 3 layers and 2 epochs: 2,300 bytes.
    /// </summary>
    private const long TypicalCell = 3_000;

    private const int BytesOfParameter = 4;

    // The network and its best epoch so far, and up to two moments of the optimizer.
    private const int CopiesInCheckpoint = 4;

    /// <summary>Of the weights with which cells end, where they keep them, at most.</summary>
    public long Weights { get; init; }

    public long Total => Database + Pretrained + Checkpoints + Points + Shared + Weights;

    /// <summary>With states that are not there yet: the weights at a point of a pretraining once, any other as a checkpoint at most.</summary>
    public DiskUse With(IReadOnlyDictionary<(string Dataset, string Model), PairFacts> pairs, IEnumerable<KeptState> states)
    {
        var sizes = states.ToLookup(s => s.State.IsPoint, s => BytesOfParameter * pairs[(s.Dataset, s.Model)].Parameters);
        return this with { Points = sizes[true].Sum(), Shared = CopiesInCheckpoint * sizes[false].Sum() };
    }

    /// <summary>Of the cells that are left.</summary>
    /// <param name="pairs">Sizes of the networks.</param>
    /// <param name="cells">How many cells are left.</param>
    /// <param name="jobs">The same by class, with the pretrainings.</param>
    /// <param name="workers">Each has a checkpoint.</param>
    /// <param name="bytesPerCell">What finished cells take in the database; null where there are too few to tell.</param>
    public static DiskUse Of(
        IReadOnlyDictionary<(string Dataset, string Model), PairFacts> pairs, int cells, RemainingJobs jobs, int workers, long? bytesPerCell)
    {
        long Parameters(CostClass job) => pairs[(job.Pair.Dataset, job.Pair.Model)].Parameters;
        var left = jobs.Counts.Where(j => j.Value > 0).ToList();
        return new(
            cells * (bytesPerCell ?? TypicalCell),
            left.Where(j => j.Key.Pretraining).Sum(j => j.Value * BytesOfParameter * Parameters(j.Key)),
            workers * CopiesInCheckpoint * BytesOfParameter * left.Select(j => Parameters(j.Key)).DefaultIfEmpty().Max());
    }
}
