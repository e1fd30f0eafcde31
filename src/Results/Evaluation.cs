namespace Bench.Results;

/// <summary>Loss and accuracy of a network over all samples of a split.</summary>
public sealed record Evaluation
{
    /// <summary><c>before</c> (after pruning, before retraining), <c>last</c> or <c>selected</c>.</summary>
    public required string Point { get; init; }

    /// <summary><c>test</c> or <c>validation</c>.</summary>
    public required string Split { get; init; }

    /// <summary>Mean cross-entropy in nats.</summary>
    public required double Loss { get; init; }

    /// <summary>Samples whose label has the highest output.</summary>
    public required int Correct { get; init; }

    /// <summary>Samples whose label is among the five highest outputs.</summary>
    public required int CorrectTop5 { get; init; }

    /// <summary>Samples in the split.</summary>
    public required int Total { get; init; }

    /// <summary>Correct ÷ total, in [0, 1].</summary>
    public double Top1 => (double)Correct / Total;

    public double Top5 => (double)CorrectTop5 / Total;
}
