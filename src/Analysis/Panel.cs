using Bench.Results;

namespace Bench.Analysis;

/// <summary>
/// Everything that may be compared directly: the curves of all strategies on one protocol × data set × model × pretraining, or all from
/// the same imported weights. Strategies may begin elsewhere and be retrained otherwise than each other: each has a control of its own then.
/// </summary>
public sealed record Panel
{
    public required string Protocol { get; init; }
    public required string Dataset { get; init; }

    /// <summary>Procedurally generated data, which no claim may rest on.</summary>
    public required bool Synthetic { get; init; }

    public required string Model { get; init; }

    /// <summary>Where all strategies have the same; else empty.</summary>
    public required string Retraining { get; init; }

    /// <summary>Starts from imported weights, whose author may have seen our validation images; the headline is the last epoch.</summary>
    public required bool Imported { get; init; }

    /// <summary>
    /// What sets this panel apart from others of the same kind, such as <c>precision bf16</c> or <c>he-cifar</c>, or a letter where that
    /// is much; empty where there is no other and the arithmetic is fp32.
    /// </summary>
    public string Variant { get; init; } = "";

    /// <summary>The values in which it differs, where <see cref="Variant"/> is a letter; else empty.</summary>
    public string VariantDetail { get; init; } = "";

    /// <summary>What all strategies here share where panels are divided by it, such as <c>scope global</c>; else empty.</summary>
    public string Facet { get; init; } = "";

    /// <summary>The sentence that says what is not comparable of all that is shown together; empty where everything is.</summary>
    public string Mixed { get; init; } = "";

    /// <summary>The unpruned networks that begin and are trained as strategies are, one for each way that is finished, by name.</summary>
    public required IReadOnlyList<DenseControl> Controls { get; init; }

    /// <summary>The control by which all curves are measured; null where each is by its own, or where it is not finished.</summary>
    public TradeoffPoint? Control => Controls.Count == 1 && Curves.All(c => c.ControlPoint == Controls[0].ControlPoint) ? Controls[0].Point : null;

    /// <summary>Of which kind of methods the curves are, where those of the other kinds are in <see cref="Others"/>; else null.</summary>
    public Family? Part { get; init; }

    /// <summary>Which strategies the curves are of, such as <c>strategies 1 to 9 of 18</c>, where they are too many for one panel; else empty.</summary>
    public string Piece { get; init; } = "";

    /// <summary>The panel that this is a part of; null where it is none.</summary>
    public Panel? Whole { get; init; }

    /// <summary>What else there is of this data set and model: to see the curves among.</summary>
    public IReadOnlyList<TradeoffCurve> Others { get; init; } = [];

    /// <summary>One for each strategy with a finished cell, by name.</summary>
    public required IReadOnlyList<TradeoffCurve> Curves { get; init; }

    /// <summary>Cells asked for and without a result, by status, strategy and compression.</summary>
    public required IReadOnlyList<MissingCells> Missing { get; init; }

    /// <summary>Cells with a result, the control's included.</summary>
    public required int Finished { get; init; }

    /// <summary>Cells that should have a result: finished, failed and pending ones, but not those skipped because they cannot be.</summary>
    public int Planned => Finished + Missing.Where(m => !m.Skipped).Sum(m => m.Cells);

    /// <summary>Only the points whose speed was measured; null where that is none but controls. What was not measured is a gap.</summary>
    public Panel? Measured() => Only(p => p is { MeasuredSpeedup1: not null, MeasuredSpeedup128: not null });

    /// <summary>Only the points that have something; null where that is none but controls. What has it not is a gap.</summary>
    public Panel? Only(Func<TradeoffPoint, bool> has) => Only((_, point) => has(point));

    /// <inheritdoc cref="Only(Func{TradeoffPoint, bool})"/>
    /// <param name="has">Whether a point has it, on a curve; of a control on none.</param>
    public Panel? Only(Func<TradeoffCurve?, TradeoffPoint, bool> has)
    {
        var curves = Of(Curves);
        return curves.Count == 0 ? null : this with { Curves = curves, Others = Of(Others), Controls = [.. Controls.Where(c => has(null, c.Point))] };

        List<TradeoffCurve> Of(IEnumerable<TradeoffCurve> all) => [.. all.Select(c => c with
        {
            Points = [.. c.Points.Where(p => has(c, p))], Gaps = [.. c.Gaps.Concat(c.Points.Where(p => !has(c, p)).Select(p => p.Compression)).Order()],
        }).Where(c => c.Points.Any(p => !p.IsControl))];
    }

    /// <summary>The kinds of methods whose strategies are here.</summary>
    public IEnumerable<Family> Families => Curves.Select(c => c.Composition.Family).Distinct().Order();

    /// <summary>The curves of one kind of methods, with their controls and what is missing of them, among the others.</summary>
    public Panel Of(Family family) => Of(s => s.Family == family) with { Part = family };

    /// <summary>Some of the curves, likewise.</summary>
    /// <param name="name">Which ones, in words.</param>
    /// <param name="has">Whether a strategy is among them.</param>
    public Panel Of(string name, Func<Composition, bool> has) => Of(has) with { Piece = name };

    private Panel Of(Func<Composition, bool> has)
    {
        var curves = Curves.Where(c => has(c.Composition)).ToList();
        var controls = Controls.Where(k => curves.Any(c => c.ControlPoint == k.ControlPoint)).ToList();
        return this with
        {
            Whole = Whole ?? this,
            Curves = curves,
            Others = [.. Others, .. Curves.Except(curves)],
            Controls = controls,
            Missing = [.. Missing.Where(m => m.Composition.IsDense ? curves.Any(c => c.ControlPoint == m.ControlPoint) : has(m.Composition))],
            Finished = curves.SelectMany(c => c.Points.Where(p => !p.IsControl)).Concat(controls.Select(c => c.Point)).Sum(p => p.Top1.Count),
        };
    }
}

/// <summary>An unpruned network.</summary>
/// <param name="Name">Such as <c>dense</c> or <c>dense (weight-rewind)</c>.</param>
/// <param name="ControlPoint">Shared by the strategies that are measured by it.</param>
/// <param name="Point">Its cells.</param>
public sealed record DenseControl(string Name, string ControlPoint, TradeoffPoint Point);

/// <summary>One strategy's trade-off.</summary>
/// <param name="Strategy">What figures call the strategy.</param>
/// <param name="Composition">What it does.</param>
/// <param name="Points">
/// By rising compression; the control stands in at 1 where the strategy has no cell of its own there, unless it is a single point.
/// </param>
/// <param name="Gaps">Compression ratios that are asked for and have no result at all.</param>
public sealed record TradeoffCurve(string Strategy, Composition Composition, IReadOnlyList<TradeoffPoint> Points, IReadOnlyList<double> Gaps)
{
    /// <summary>Shared by all curves that are measured by the same control.</summary>
    public required string ControlPoint { get; init; }

    /// <summary>The unpruned network that begins, is trained and measured as this strategy is; null where it is not finished.</summary>
    public TradeoffPoint? Control { get; init; }

    /// <summary>The points in runs of neighbours: no line may lead across an operating point of which nothing is known.</summary>
    public IEnumerable<IReadOnlyList<TradeoffPoint>> Runs =>
        Points.GroupBy(p => Gaps.Count(gap => gap < p.Compression)).Select(run => run.ToList());
}

/// <summary>One operating point: the cells of one strategy and compression, over seeds.</summary>
public sealed record TradeoffPoint
{
    /// <summary>The asked compression ratio.</summary>
    public required double Compression { get; init; }

    /// <summary>Mean of the achieved compression ratios.</summary>
    public required double AchievedCompression { get; init; }

    /// <summary>Mean theoretical speedup.</summary>
    public required double Speedup { get; init; }

    /// <summary>Mean measured speedups, of passes of one sample and of 128; null where one of the cells was not measured.</summary>
    public double? MeasuredSpeedup1 { get; init; }
    public double? MeasuredSpeedup128 { get; init; }

    /// <summary>Cells with noisy times.</summary>
    public int NoisyLatencies { get; init; }

    /// <summary>Top-1 accuracy on the test set, in [0, 1].</summary>
    public required Sample Top1 { get; init; }

    /// <summary>Top-1 after pruning and before retraining.</summary>
    public required Sample Top1Before { get; init; }

    /// <summary>
    /// Top-1 of the control less that of these cells, seed by seed: positive where accuracy was lost, in [−1, 1]; null where no seed has a finished control.
    /// The control begins, is trained and measured as these cells are.
    /// </summary>
    public Sample? Drop { get; init; }

    /// <summary>Mean of the epochs of training in all; null where one is unknown.</summary>
    public required double? Epochs { get; init; }

    /// <summary>The same without the pretraining; null where unknown for one of the cells.</summary>
    public double? EpochsAfterStart { get; init; }

    /// <summary>Seeds asked for: those with a result and those missing.</summary>
    public required int PlannedSeeds { get; init; }

    /// <summary>The cells themselves, by seed.</summary>
    public IReadOnlyList<ResultRow> Cells { get; init; } = [];

    /// <summary>The dense control itself, or its copy at the start of a curve.</summary>
    public required bool IsControl { get; init; }

    /// <summary>Warnings such as <c>dead-layer</c>, each with the number of cells that carry it.</summary>
    public required IReadOnlyDictionary<string, int> Flags { get; init; }

    /// <summary>Whether the mean is over fewer seeds than planned.</summary>
    public bool Incomplete => Top1.Count < PlannedSeeds;
}

/// <summary>Cells of one strategy and compression without a result.</summary>
/// <param name="Status"><c>failed</c>, <c>pending</c> or <c>skipped</c>.</param>
/// <param name="Strategy">What figures call the strategy.</param>
/// <param name="Compression">The asked compression ratio.</param>
/// <param name="Cells">How many: one for each seed.</param>
/// <param name="Reasons">Why, each once.</param>
public sealed record MissingCells(string Status, string Strategy, double Compression, int Cells, IReadOnlyList<string> Reasons)
{
    /// <summary>What the strategy does.</summary>
    public required Composition Composition { get; init; }

    /// <summary>Shared by all that is measured by the same control.</summary>
    public required string ControlPoint { get; init; }

    /// <summary>Left out by the plan because it cannot be, such as an infeasible ratio.</summary>
    public bool Skipped => Status == "skipped";
}
