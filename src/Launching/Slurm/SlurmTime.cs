using System.Globalization;

namespace Bench.Launching;

/// <summary>Lengths of time as Slurm writes them: <c>30</c> (minutes), <c>30:00</c>, <c>1:30:00</c>, <c>2-12</c>, <c>2-12:30</c>, <c>2-12:30:00</c>, <c>UNLIMITED</c>.</summary>
public static class SlurmTime
{
    /// <summary>What <c>--time</c> takes.</summary>
    public const string Forms = "MINUTES, HOURS:MINUTES:SECONDS or DAYS-HOURS[:MINUTES[:SECONDS]], above 0";

    /// <summary>The length; <see cref="TimeSpan.MaxValue"/> where there is no limit; null where the text says none.</summary>
    public static TimeSpan? Parse(string text)
    {
        if (text.ToUpperInvariant() is "UNLIMITED" or "INFINITE") return TimeSpan.MaxValue;
        var dash = text.Split('-');
        if (dash.Length > 2 || Numbers(dash[^1]) is not { Length: <= 3 } parts) return null;
        if (dash.Length == 2)
        {
            if (Numbers(dash[0]) is not [var days] || dash[0].Contains(':')) return null;
            return new TimeSpan(days, parts[0], parts.ElementAtOrDefault(1), parts.ElementAtOrDefault(2));
        }
        return parts switch
        {
            [var minutes] => TimeSpan.FromMinutes(minutes),
            [var minutes, var seconds] => new TimeSpan(0, minutes, seconds),
            [var hours, var minutes, var seconds] => new TimeSpan(hours, minutes, seconds),
            _ => null,
        };
    }

    private static int[]? Numbers(string text)
    {
        var words = text.Split(':');
        var numbers = words.Select(w => int.TryParse(w, NumberStyles.None, CultureInfo.InvariantCulture, out var n) && n < 1_000_000 ? n : -1).ToArray();
        return numbers.Contains(-1) ? null : numbers;
    }
}
