namespace Bench.Core;

/// <summary>The one clock of everything that is shown: local time with its distance from UTC. (The database keeps UTC.)</summary>
public static class LocalTime
{
    /// <summary>Such as <c>2026-05-03 23:04:59 +02:00</c>.</summary>
    public static string Text(DateTimeOffset time, TimeProvider clock) => $"{In(time, clock):yyyy-MM-dd HH:mm:ss zzz}";

    /// <summary>A time in the zone of a clock.</summary>
    public static DateTimeOffset In(DateTimeOffset time, TimeProvider clock) => TimeZoneInfo.ConvertTime(time, clock.LocalTimeZone);
}
