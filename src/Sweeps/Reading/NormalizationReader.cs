namespace Bench.Sweeps.Reading;

/// <summary>Reads <c>mean</c> and <c>std</c>: one number a channel, both or none.</summary>
internal static class NormalizationReader
{
    public static (IReadOnlyList<double>? Mean, IReadOnlyList<double>? Std) Read(Section section, Mistakes mistakes)
    {
        const string meanOf = "one mean a channel, of pixels ÷ their largest value (of pixels from 0 to 255 divide it by 255)", stdOf = "one standard deviation a channel, above 0 and at most 1, of pixels ÷ their largest value";
        var before = mistakes.Count;
        var mean = section.Values("mean", meanOf, item => section.AsNumber(item, "mean", m => Math.Abs(m) <= 1, meanOf));
        var std = section.Values("std", stdOf, item => section.AsNumber(item, "std", s => s is > 0 and <= 1, stdOf));
        if (section.Has("mean") != section.Has("std"))
            mistakes.Add(section.LineOf(section.Has("mean") ? "mean" : "std"), "'mean' and 'std' are given together or not at all");
        else if (mistakes.Count == before && mean is not null && std is not null && mean.Count != std.Count)
            mistakes.Add(section.LineOf("std"), $"'std' has {std.Count} numbers, 'mean' has {mean.Count}: both need one a channel");
        return (mean, std);
    }
}
