namespace Bench.Sweeps;

/// <summary>How single layers are cut and measured; which, and how far, is no part of it.</summary>
public sealed record ScanRule
{
    /// <summary>The split on which the scope divides, and which no test touches.</summary>
    public const string Validation = "validation";

    /// <summary>Of the scan's behaviour: raised when its numbers change.</summary>
    public static int Version => 1;

    /// <summary>Criterion, structure and scoring; its scope is of no meaning.</summary>
    public required CutRule Cut { get; init; }

    /// <summary><c>validation</c> or <c>test</c>.</summary>
    public string Split { get; init; } = Validation;

    /// <summary>So many samples of the split, drawn by the seed; 0: all, as also where there are fewer.</summary>
    public int Samples { get; init; }

    /// <summary>What is done to norm statistics after each cut; null: nothing.</summary>
    public RenewalRule? Renewal { get; init; }
}
