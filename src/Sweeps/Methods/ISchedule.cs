using Bench.Core;

namespace Bench.Sweeps;

/// <summary>In how many rounds a strategy prunes, and when. A new one is one file and one line in <see cref="Schedules"/>.</summary>
public interface ISchedule
{
    /// <summary>What sweeps call it.</summary>
    string Name { get; }

    /// <summary>One line.</summary>
    string Title { get; }

    /// <summary>The paper behind it.</summary>
    string Source { get; }

    /// <summary>Of its behaviour: raised when its steps change.</summary>
    int Version => 1;

    /// <summary>What a sweep may set.</summary>
    IReadOnlyList<PartOption> Options => [];

    /// <summary>Whether all training is one run after the last cut, so that it can be tried with several learning rates.</summary>
    bool TrainsOnce(StrategySpec strategy) => false;

    /// <summary>Whether what it cuts may be channels, which are gone for good.</summary>
    bool TakesChannels => false;

    /// <summary>Whether weights are trained between the scoring and the cut of what it has chosen.</summary>
    bool ScoresAhead => false;

    /// <summary>Why it cannot go with the other parts of a strategy, in one line; null where it can.</summary>
    string? WhyNot(StrategySpec strategy, IRetraining retraining) => null;

    /// <summary>Adds the steps between the beginning and the last measurement.</summary>
    void AddTo(MethodBuilder method);
}
