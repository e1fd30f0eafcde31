using Bench.Harness.Measuring;

namespace Bench.TorchTests.Harness.Measuring.Latencies;

/// <summary>On a clock that only the passes move.</summary>
public sealed class AlternatingTimerTests
{
    private sealed class Clock : TimeProvider
    {
        public long Ticks { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Ticks;
    }

    private readonly Clock clock = new();
    private readonly List<char> passes = [];

    private Action Pass(char name, params double[] milliseconds)
    {
        var count = 0;
        return () =>
        {
            passes.Add(name);
            clock.Ticks += TimeSpan.FromMilliseconds(milliseconds[count++ % milliseconds.Length]).Ticks;
        };
    }

    private static IReadOnlyList<Timing> Time(AlternatingTimer timer, params IReadOnlyList<Action> kinds) => timer.Run(kinds);

    private AlternatingTimer Timer => new(clock) { WarmUp = TimeSpan.Zero, Budget = TimeSpan.FromMilliseconds(100), Least = 5 };

    [Fact]
    public void Passes_take_turns_after_each_kind_is_warm()
    {
        var timings = Time(Timer, Pass('A', 20), Pass('B', 40), Pass('C', 30));
        Assert.Equal("AABBCC" + string.Concat(Enumerable.Repeat("ABC", 5)), string.Concat(passes));
        Assert.Equal([0.02, 0.04, 0.03], timings.Select(t => t.Median));
        Assert.All(timings, t => Assert.Equal((5, 0.0), (t.Repetitions, t.Spread)));
    }

    [Fact]
    public void Short_passes_fill_a_turn()
    {
        Time(Timer, Pass('A', 4), Pass('B', 25));
        Assert.StartsWith("AABB" + "AAAB" + "AAAB", string.Concat(passes), StringComparison.Ordinal);
    }

    [Fact]
    public void The_budget_is_spent_and_the_least_number_reached()
    {
        Assert.Equal(10, Time(Timer, Pass('A', 10))[0].Repetitions); // 100 ms
        Assert.Equal(5, Time(Timer, Pass('A', 1_000))[0].Repetitions);
        Assert.Equal(40, Time(Timer with { Most = 30 }, Pass('A', 0.001))[0].Repetitions);
    }

    [Fact]
    public void The_shortest_passes_take_turns_too_and_are_told_to_a_nanosecond()
    {
        var nanoseconds = new Nanoseconds();
        var timings = new AlternatingTimer(nanoseconds) { WarmUp = TimeSpan.Zero }.Run([() => nanoseconds.Now += 2_345, () => nanoseconds.Now += 1_000_000], stop: TestContext.Current.CancellationToken);
        Assert.Equal((2.345e-6, 1e-3), (timings[0].Median, timings[1].Median));
        Assert.Equal((4_000, 1_000), (timings[0].Repetitions, timings[1].Repetitions)); // a hundred turns of 40 and of 10
    }

    private sealed class Nanoseconds : TimeProvider
    {
        public long Now { get; set; }

        public override long TimestampFrequency => 1_000_000_000;

        public override long GetTimestamp() => Now;
    }

    [Fact]
    public void Quartiles_are_those_of_all_counted_passes()
    {
        var timing = Time(Timer with { Least = 5, Budget = TimeSpan.Zero }, Pass('A', 900, 900, 10, 20, 30, 40, 50))[0]; // the first two only warm up
        Assert.Equal((0.03, 0.02, 0.04, 5), (timing.Median, timing.Lower, timing.Upper, timing.Repetitions));
        Assert.Equal(2.0 / 3, timing.Spread, 12);
        Assert.Equal((2.5, 1.75, 3.25), (Timing.Of([4, 1, 3, 2]).Median, Timing.Of([4, 1, 3, 2]).Lower, Timing.Of([4, 1, 3, 2]).Upper));
    }

    [Fact]
    public void A_stop_ends_it_between_passes()
    {
        using var stop = new CancellationTokenSource();
        Assert.Throws<OperationCanceledException>(() => Timer.Run([Pass('A', 20), () => stop.Cancel()], stop: stop.Token));
        Assert.Equal("AA", string.Concat(passes));
    }
}
