using Bench.Harness.Training;
using Bench.Sweeps;

namespace Bench.TorchTests.Harness.Training;

public class LearningRateTests
{
    [Fact]
    public void A_constant_rate_stays() => AssertRates(new() { Rate = 0.3 }, [0.3, 0.3, 0.3, 0.3]);

    [Fact]
    public void A_step_schedule_drops_at_the_first_step_of_each_fraction() =>
        AssertRates(new() { Rate = 1, Schedule = "step", Drops = [0.5, 0.75], Gamma = 0.1 }, [1, 1, 1, 1, 0.1, 0.1, 0.01, 0.01]);

    [Fact]
    public void A_drop_between_two_steps_acts_from_the_later_one() =>
        AssertRates(new() { Rate = 1, Schedule = "step", Drops = [0.5], Gamma = 0.5 }, [1, 1, 1, 0.5, 0.5]);

    [Fact]
    public void The_rounding_of_a_fraction_does_not_move_a_drop()
    {
        // 25/300 of 75,000 steps, the first of eleven halvings, is 6,250.0000000000009 in binary fractions.
        var spec = new LearningRateSpec { Rate = 1, Schedule = "step", Drops = [.. Enumerable.Range(1, 11).Select(i => i * 25 / 300.0)], Gamma = 0.5 };
        for (var drop = 1; drop <= 11; drop++)
        {
            Assert.Equal(Math.Pow(0.5, drop - 1), LearningRate.At(spec, 6250 * drop - 1, 75_000));
            Assert.Equal(Math.Pow(0.5, drop), LearningRate.At(spec, 6250 * drop, 75_000));
        }
    }

    [Fact]
    public void A_cosine_falls_from_the_rate_towards_zero() =>
        AssertRates(new() { Rate = 2, Schedule = "cosine" }, [2, 1 + Math.Sqrt(0.5), 1, 1 - Math.Sqrt(0.5)]);

    [Fact]
    public void Warm_up_rises_linearly_to_the_rate() =>
        AssertRates(new() { Rate = 1, Warmup = 0.4 }, [0.25, 0.5, 0.75, 1, 1, 1, 1, 1, 1, 1]);

    // 0.07 × 100 is 7.000000000000001 in binary fractions, 0.57 × 100 is 56.99999999999999, 0.14 × 50 is 7.000000000000001.
    [Theory, InlineData(0.07, 100, 7), InlineData(0.57, 100, 57), InlineData(0.14, 50, 7), InlineData(0.55, 100, 55), InlineData(0.28, 25, 7), InlineData(0.07, 1_400_000, 98_000)]
    public void A_warm_up_of_a_whole_number_of_steps_has_exactly_so_many(double fraction, int total, int steps)
    {
        foreach (var schedule in new[] { "constant", "step", "cosine" })
        {
            var spec = new LearningRateSpec { Rate = 1, Schedule = schedule, Drops = [0.9], Warmup = fraction };
            foreach (var step in (int[])[0, 1, steps / 2, steps - 2, steps - 1]) Assert.Equal((step + 1) / (double)steps, LearningRate.At(spec, step, total));
            Assert.Equal(1, LearningRate.At(spec, steps, total)); // where a cosine begins
        }
    }

    [Fact]
    public void Every_percentage_of_every_length_that_is_whole_has_exactly_so_many_steps_of_warm_up()
    {
        for (var total = 1; total <= 1000; total++)
            for (var percent = 1; percent < 100; percent++)
                if (percent * total % 100 == 0)
                {
                    var (spec, steps) = (new LearningRateSpec { Rate = 1, Warmup = percent / 100.0 }, percent * total / 100);
                    Assert.Equal(1.0 / steps, LearningRate.At(spec, 0, total));
                    Assert.Equal(1, LearningRate.At(spec, steps - 1, total));
                }
    }

    [Fact]
    public void A_warm_up_of_part_of_a_step_more_takes_that_step_too() =>
        AssertRates(new() { Rate = 1, Warmup = 0.41 }, [0.2, 0.4, 0.6, 0.8, 1, 1, 1, 1, 1, 1]);

    [Fact]
    public void A_cosine_begins_after_its_warm_up() =>
        AssertRates(new() { Rate = 2, Schedule = "cosine", Warmup = 1 / 3.0 }, [1, 2, 2, 1 + Math.Sqrt(0.5), 1, 1 - Math.Sqrt(0.5)]);

    [Fact]
    public void Drops_count_from_the_start_of_the_run_whatever_the_warm_up() =>
        AssertRates(new() { Rate = 1, Schedule = "step", Drops = [0.5], Gamma = 0.1, Warmup = 0.25 }, [0.5, 1, 1, 1, 0.1, 0.1, 0.1, 0.1]);

    // Written down from torch/optim/lr_scheduler.py: phases end at pct_start × total − 1 and total − 1.
    [Theory, InlineData(10, 0.3), InlineData(100, 0.3), InlineData(168, 0.25), InlineData(7, 0.5)]
    public void One_cycle_is_PyTorchs(int total, double risingShare)
    {
        const double rate = 0.8, initial = rate / 25, minimum = initial / 1e4;
        var peak = risingShare * total - 1;
        var spec = new LearningRateSpec { Rate = rate, Schedule = "one-cycle", Warmup = risingShare };
        for (var step = 0; step < total; step++)
        {
            var expected = step <= peak
                ? Annealed(initial, rate, step / peak)
                : Annealed(rate, minimum, (step - peak) / (total - 1 - peak));
            Assert.Equal(expected, LearningRate.At(spec, step, total), 12);
        }

        static double Annealed(double from, double to, double share) => to + (from - to) / 2 * (1 + Math.Cos(Math.PI * share));
    }

    [Fact]
    public void One_cycle_begins_at_a_twenty_fifth_and_ends_at_a_ten_thousandth_of_that()
    {
        var spec = new LearningRateSpec { Rate = 1, Schedule = "one-cycle", Warmup = 0.3 };
        Assert.Equal(0.04, LearningRate.At(spec, 0, 10), 12);
        Assert.Equal(1, LearningRate.At(spec, 2, 10), 12);
        Assert.Equal(4e-6, LearningRate.At(spec, 9, 10), 12);
    }

    [Theory, InlineData(1), InlineData(2), InlineData(3)]
    public void One_cycle_of_a_few_steps_has_finite_rates(int total)
    {
        var spec = new LearningRateSpec { Rate = 1, Schedule = "one-cycle", Warmup = 0.3 };
        Assert.All(Enumerable.Range(0, total), step => Assert.InRange(LearningRate.At(spec, step, total), 0, 1));
        Assert.Equal(1, LearningRate.At(spec, 0, total));
    }

    private static void AssertRates(LearningRateSpec spec, double[] expected) =>
        Assert.Equal(expected, Enumerable.Range(0, expected.Length).Select(step => Math.Round(LearningRate.At(spec, step, expected.Length), 12)), Close);

    private static bool Close(double a, double b) => Math.Abs(a - b) < 1e-9;

    /// <summary>20 steps in 6 cycles: the fourth begins at step 10, which is 3 times the binary fraction of 10/3 and a little more.</summary>
    [Fact]
    public void Cycles_begin_at_the_rate_again_where_a_step_is_their_beginning()
    {
        LearningRateSpec Cyclic(int cycles) => new() { Rate = 0.1, Schedule = "cyclic", Cycles = cycles };
        Assert.Equal(0.1, LearningRate.At(Cyclic(6), 10, 20));
        foreach (var (steps, cycles) in ((int, int)[])[(2110, 6), (21, 9), (938, 7), (100, 3), (60, 10)])
            for (var step = 0; step < steps; step++)
                if ((long)step * cycles % steps == 0) Assert.Equal(0.1, LearningRate.At(Cyclic(cycles), step, steps));
                else Assert.InRange(LearningRate.At(Cyclic(cycles), step, steps), 0, 0.1 - 1e-12);
    }
}
