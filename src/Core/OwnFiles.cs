namespace Bench.Core;

/// <summary>A user's own data set, described without code.</summary>
public sealed record OwnFiles
{
    /// <summary><c>idx</c> (images and labels in two files each), <c>cifar-bin</c> (records of label bytes and pixels), or <c>csv</c> (one sample a row, label last or first).</summary>
    public required string Format { get; init; }

    /// <summary>Paths of the training files: for idx images then labels, for the other formats one or more files; absolute once resolved.</summary>
    public required IReadOnlyList<string> Train { get; init; }

    public required IReadOnlyList<string> Test { get; init; }

    public required int Classes { get; init; }

    /// <summary>Channels, height, width; needed for csv and cifar-bin, read from the header for idx.</summary>
    public IReadOnlyList<int>? Shape { get; init; }

    /// <summary>Largest raw value (255 for most bytes; 16 for the UCI digits), which becomes 255.</summary>
    public double MaxValue { get; init; } = 255;

    /// <summary>csv: column of the label, <c>last</c> or <c>first</c>.</summary>
    public string Label { get; init; } = "last";

    /// <summary>csv: whether the first row is a header.</summary>
    public bool Header { get; init; }

    /// <summary>cifar-bin: label bytes before the pixels (1 for CIFAR-10; 2 for CIFAR-100); the last one counts.</summary>
    public int LabelBytes { get; init; } = 1;

    /// <summary>Mean by channel of pixel ÷ largest value; null: computed from the training split.</summary>
    public IReadOnlyList<double>? Mean { get; init; }

    /// <summary>Standard deviation by channel; null: computed from the training split.</summary>
    public IReadOnlyList<double>? Std { get; init; }

    /// <summary>SHA-256 over the content of all files, in order: what identifies the data, wherever it lies. Filled when the sweep is resolved.</summary>
    public string Sha256 { get; init; } = "";
}
