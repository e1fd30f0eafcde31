namespace Bench.Launching;

/// <summary>What the bound on tasks at once leaves to a plan, where tasks of earlier submissions of the sweep are in the queue.</summary>
/// <param name="Parallelism">Tasks of the plan at once.</param>
/// <param name="Waits">Whether the plan begins when the earlier tasks have ended.</param>
public sealed record BesideEarlier(int Parallelism, bool Waits)
{
    /// <summary>Beside the earlier ones in what they leave, where that is at least half; else after them, as a few places would be all that a plan ever has.</summary>
    /// <param name="asked">Tasks of the whole sweep at once.</param>
    /// <param name="busy">How many of the earlier ones may run at once.</param>
    /// <param name="tasks">How many the plan would have, at most.</param>
    public static BesideEarlier Of(int asked, int busy, int tasks) =>
        busy + tasks <= asked || busy == 0 ? new(asked, false) : 2 * (asked - busy) >= asked ? new(asked - busy, false) : new(asked, true);
}
