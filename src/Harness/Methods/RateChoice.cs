using Bench.Harness.Training;
using Bench.Sweeps;

namespace Bench.Harness.Methods;

/// <summary>The choice among runs that differ in their learning rate: the best of them is remembered in the state of the cell.</summary>
internal sealed class RateChoice(RunContext run, RunState state, TrainingState training)
{
    /// <summary>Compares the run that has just ended with the best before it.</summary>
    /// <exception cref="TrainingFailed">It came to nothing, was the last, and so did all others.</exception>
    public void Judge()
    {
        var rate = run.Steps.Take(state.Next).OfType<TrainStep>().Last().Run.Recipe.LearningRate.Rate;
        var best = training.TakeBest();
        if (state.TakeFailure() is { } failure)
        {
            best?.Dispose();
            if (state.Winner is null && run.Steps[state.Next] is ChooseStep) throw new TrainingFailed(failure);
            return;
        }
        var top1 = run.Cell.Start is null ? best!.Top1 : training.Log[^1].ValidationTop1;
        var trial = new Trial(rate, top1, training.Log.Count, Snapshot.Of(run.Network), best);
        if (state.Winner is { } winner && winner.Top1 >= trial.Top1) trial.Dispose();
        else
        {
            state.Winner?.Dispose();
            state.Winner = trial;
        }
    }

    /// <summary>Judges the last run, and brings back the network and the best epoch of the winner.</summary>
    public void Choose()
    {
        Judge();
        var winner = state.Winner!;
        winner.Last.Restore(run.Network);
        training.Select(winner.Best);
        (state.ChosenRate, state.ChosenLastEpoch) = (winner.Rate, winner.LastEpoch);
        state.Winner = null;
        winner.Last.Dispose();
    }
}
