using Bench.Core;
using Bench.Sweeps.Reading;

namespace Bench.Sweeps;

/// <summary>All schedules.</summary>
public static class Schedules
{
    public static IReadOnlyList<ISchedule> All { get; } =
    [
        new OneShotSchedule(),
        new IterativeSchedule(),
        new GradualSchedule(),
        new DynamicSchedule(),
        new GraNetSchedule(),
        new AcDcSchedule(),
        new StraightThroughSchedule(),
        new GrowingSchedule(),
    ];

    /// <exception cref="UserError">No schedule has that name.</exception>
    public static ISchedule Find(string name) =>
        All.FirstOrDefault(s => s.Name == name) ?? throw new UserError(NameHints.Unknown("schedule", name, All.Select(s => s.Name)));
}
