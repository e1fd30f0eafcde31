namespace Bench.Harness.Measuring;

/// <summary>
/// Times passes of several kinds in turns, A B C A B C ..., so that what slows or heats the machine meanwhile meets all of them. A turn is one pass, or, of
/// short ones, as many as fit into it, up to some: then the first, which finds the caches full of another kind's data, does not move the median.
/// </summary>
internal sealed record AlternatingTimer(TimeProvider Time)
{
    /// <summary>Passes of each kind at least.</summary>
    public int Least { get; init; } = 11;

    /// <summary>Passes of each kind after which there is no further turn.</summary>
    public int Most { get; init; } = 4_000;

    /// <summary>Passes of a turn at most, so that the shortest too take turns often.</summary>
    public int MostOfTurn { get; init; } = 40;

    /// <summary>What each kind is given, if the least number is reached.</summary>
    public TimeSpan Budget { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>What is not counted before.</summary>
    public TimeSpan WarmUp { get; init; } = TimeSpan.FromSeconds(0.2);

    public TimeSpan Turn { get; init; } = TimeSpan.FromMilliseconds(10);

    /// <summary>Times each kind; <paramref name="afterTurn"/> is told now and then.</summary>
    public IReadOnlyList<Timing> Run(IReadOnlyList<Action> kinds, Action? afterTurn = null, CancellationToken stop = default)
    {
        foreach (var kind in kinds)
            for (var (warm, began) = (0, Time.GetTimestamp()); warm < 2 || Time.GetElapsedTime(began) < WarmUp; warm++) Step(() => kind());
        var seconds = kinds.Select(_ => new List<double>()).ToList();
        var started = Time.GetTimestamp();
        while (seconds.Exists(s => s.Count < Least) || (seconds.TrueForAll(s => s.Count < Most) && Time.GetElapsedTime(started) < Budget * kinds.Count))
            foreach (var (kind, own) in kinds.Zip(seconds))
                Step(() =>
                {
                    var (turn, passes) = (Time.GetTimestamp(), 0);
                    do
                    {
                        var pass = Time.GetTimestamp();
                        kind();
                        own.Add((double)(Time.GetTimestamp() - pass) / Time.TimestampFrequency); // an elapsed time has whole ticks of 100 ns
                    }
                    while (++passes < MostOfTurn && Time.GetElapsedTime(turn) < Turn);
                });
        return [.. seconds.Select(Timing.Of)];

        void Step(Action work)
        {
            stop.ThrowIfCancellationRequested();
            work();
            afterTurn?.Invoke();
        }
    }
}

/// <summary>Seconds of passes of one kind.</summary>
/// <param name="Median">Half of them were faster.</param>
/// <param name="Lower">A quarter was faster.</param>
/// <param name="Upper">A quarter was slower.</param>
/// <param name="Repetitions">How many.</param>
internal sealed record Timing(double Median, double Lower, double Upper, int Repetitions)
{
    /// <summary>Between the quartiles, as a share of the median.</summary>
    public double Spread => (Upper - Lower) / Median;

    /// <summary>Quantiles between two values are interpolated.</summary>
    public static Timing Of(IReadOnlyList<double> seconds)
    {
        var sorted = seconds.Order().ToArray();
        return new(At(0.5), At(0.25), At(0.75), sorted.Length);

        double At(double share)
        {
            var place = share * (sorted.Length - 1);
            var (below, rest) = ((int)place, place - (int)place);
            return rest == 0 ? sorted[below] : sorted[below] + rest * (sorted[below + 1] - sorted[below]);
        }
    }
}
