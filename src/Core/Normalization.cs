namespace Bench.Core;

/// <summary>Mean and standard deviation by channel, of pixel values divided by their largest raw value.</summary>
public sealed record Normalization(IReadOnlyList<double> Mean, IReadOnlyList<double> Std);
