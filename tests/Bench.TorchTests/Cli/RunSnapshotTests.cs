using Bench.Cli.Display;

namespace Bench.TorchTests.Cli;

public sealed class RunSnapshotTests
{
    private static readonly DateTimeOffset Start = new(2026, 5, 3, 22, 0, 0, TimeSpan.Zero);

    private static RunSnapshot After(TimeSpan elapsed, int finished, int failed, int total, TimeSpan? left) => new()
    {
        Sweep = "s", ProcessId = 1, Started = Start, Taken = Start + elapsed, Total = total, Finished = finished, Failed = failed, Left = left, Workers = [],
    };

    private static readonly RunSnapshot Night = After(TimeSpan.FromHours(10), 12_340, 12, 100_000, TimeSpan.FromMinutes(4265));

    [Theory]
    [InlineData(117, "12,352 of 100,000 cells, 12 failed · 1,234 cells an hour · about 2 d 23 h left · 10 h 00 min so far")]
    [InlineData(80, "12,352 of 100,000 cells, 12 failed · 1,234 cells an hour · about 2 d 23 h left")]
    [InlineData(77, "12,352/100,000, 12 failed · 1,234/h · 2 d 23 h left")]
    [InlineData(45, "12,352/100,000 · 1,234/h · 2 d 23 h left")]
    [InlineData(30, "1,234/h · 2 d 23 h left")]
    public void The_rate_and_the_time_left_stay_when_the_terminal_is_narrow(int width, string line)
    {
        Assert.Equal(line, Night.Line(width));
        Assert.True(Night.Line(width).Length <= width);
    }

    [Fact]
    public void What_is_not_known_yet_is_left_out() =>
        Assert.Equal("0 of 10 cells · 5 s so far", After(TimeSpan.FromSeconds(5), 0, 0, 10, left: null).Line(77));
}
