namespace Bench.Sweeps.Reading;

/// <summary>Reads <c>mean</c> and <c>std</c>: one number a channel, both or none.</summary>
internal static class NormalizationReader
{
    public static (IReadOnlyList<double>? Mean, IReadOnlyList<double>? Std) Read(Section section, Mistakes mistakes)
    {
        const string meanOf = "one mean a channel, of pixels ÷ their largest value", stdOf = "one standard deviation above 0 a channel";
        var mean = section.Values("mean", meanOf, item => section.AsNumber(item, "mean", _ => true, meanOf));
        var std = section.Values("std", stdOf, item => section.AsNumber(item, "std", s => s > 0, stdOf));
        if (section.Has("mean") != section.Has("std"))
            mistakes.Add(section.LineOf(section.Has("mean") ? "mean" : "std"), "'mean' and 'std' are given together or not at all");
        else if (mean is not null && std is not null && mean.Count != std.Count)
            mistakes.Add(section.LineOf("std"), $"'std' has {std.Count} numbers, 'mean' has {mean.Count}: both need one a channel");
        return (mean, std);
    }
}
