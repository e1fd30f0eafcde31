using Bench.Core;

namespace Bench.Tests.Core;

public sealed class LocalTimeTests
{
    private sealed class Clock(double hours) : TimeProvider
    {
        public override TimeZoneInfo LocalTimeZone { get; } = TimeZoneInfo.CreateCustomTimeZone("there", TimeSpan.FromHours(hours), "there", "there");
    }

    [Theory]
    [InlineData(0, "2026-05-03 23:04:59 +00:00")]
    [InlineData(2, "2026-05-04 01:04:59 +02:00")]
    [InlineData(-3.5, "2026-05-03 19:34:59 -03:30")]
    public void A_time_is_shown_with_its_zone(double hours, string shown) =>
        Assert.Equal(shown, LocalTime.Text(new DateTimeOffset(2026, 5, 3, 23, 4, 59, TimeSpan.Zero), new Clock(hours)));
}
