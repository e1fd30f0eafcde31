namespace Bench.Cli.Display;

/// <summary>Lengths of time as people say them.</summary>
internal static class Durations
{
    /// <summary>Such as <c>45 s</c>, <c>3 min 20 s</c>, <c>2 h 05 min</c>, <c>3 d 4 h</c>.</summary>
    public static string Words(TimeSpan length) => length switch
    {
        { TotalSeconds: < 100 } => $"{length.TotalSeconds:0} s",
        { TotalHours: < 1 } => $"{length.Minutes} min {length.Seconds:00} s",
        { TotalDays: < 1 } => $"{length.Hours} h {length.Minutes:00} min",
        _ => $"{length.Days} d {length.Hours} h",
    };
}
