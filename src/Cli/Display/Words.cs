namespace Bench.Cli.Display;

/// <summary>Numbers and lengths of time as people say them.</summary>
internal static class Words
{
    /// <summary>Such as <c>45 s</c>, <c>3 min 20 s</c>, <c>2 h 05 min</c>, <c>3 d 4 h</c>.</summary>
    public static string Length(TimeSpan length) => length switch
    {
        { TotalSeconds: < 99.5 } => $"{length.TotalSeconds:0} s",
        { TotalHours: < 1 } => $"{length.Minutes} min {length.Seconds:00} s",
        { TotalDays: < 1 } => $"{length.Hours} h {length.Minutes:00} min",
        _ => $"{length.Days} d {length.Hours} h",
    };

    /// <summary>Such as <c>16 µs</c>, <c>3.42 ms</c>, <c>127 ms</c>.</summary>
    public static string Latency(double seconds) => seconds switch
    {
        < 0.0009995 => $"{seconds * 1e6:0} µs",
        < 0.00995 => $"{seconds * 1e3:0.00} ms",
        < 0.0995 => $"{seconds * 1e3:0.0} ms",
        _ => $"{seconds * 1e3:#,0} ms",
    };

    /// <summary>Such as <c>1 cell</c>, <c>12,000 cells</c>.</summary>
    public static string Count(double number, string thing) => $"{number:#,0} {thing}{(Math.Round(number) == 1 ? "" : "s")}";

    /// <summary>Such as <c>, shard 2/5</c>, <c>, shards 2/5 and 3/5</c>; nothing for all of a sweep.</summary>
    public static string Shards(string? names) => names?.Split(' ') switch
    {
        null or [] => "",
        [var one] => $", shard {one}",
        [.. var first, var last] => $", shards {string.Join(", ", first)} and {last}",
    };

    /// <summary>Such as <c>12 kB</c>, <c>180 MB</c>, <c>1.3 GB</c>: powers of ten.</summary>
    public static string Bytes(long bytes) => bytes switch
    {
        < 999_500 => $"{bytes / 1e3:0} kB",
        < 999_500_000 => $"{bytes / 1e6:0} MB",
        _ => $"{bytes / 1e9:0.0} GB",
    };

    /// <summary>Such as <c>1, 2, 4</c>; of many numbers the first, the last and how many.</summary>
    public static string Series<T>(IEnumerable<T> numbers, int atMost = 10)
    {
        var sorted = numbers.Distinct().Order().ToList();
        return sorted.Count <= atMost ? string.Join(", ", sorted) : $"{sorted[0]}, {sorted[1]}, … {sorted[^1]} ({sorted.Count:#,0})";
    }

    /// <summary>The text, cut to a width with an ellipsis at its end.</summary>
    public static string Cut(string text, int width) => text.Length <= width ? text : width < 1 ? "" : $"{text[..(width - 1)]}…";
}
