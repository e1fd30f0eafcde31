using System.Text.Json;
using Bench.Results;
using static Bench.Tests.Results.SampleRecords;

namespace Bench.Tests.Results;

public sealed class ResultsJsonTests
{
    [Fact]
    public void A_result_is_one_line_and_comes_back_whole()
    {
        var sample = Result(Cell("random", 2, 0));
        var result = sample with
        {
            Flags = ["dead-layer"],
            Epochs = [Epoch(1, double.NaN, 0.1)],
            Size = sample.Size with { TheoreticalSpeedup = double.PositiveInfinity },
            Seconds = new Dictionary<string, double> { ["total"] = double.NegativeInfinity },
            Budget = sample.Budget with { TotalEpochs = 2.5, TotalSamples = 3_200, TotalMacs = 1e9, ActiveShare = 0.4, ChosenRate = 0.01 },
        };
        var line = JsonSerializer.Serialize(result, ResultsJson.Default.CellResult);
        Assert.DoesNotContain('\n', line);
        var back = JsonSerializer.Deserialize(line, ResultsJson.Default.CellResult)!;
        Assert.Equal(double.NaN, back.Epochs[0].TrainLoss);
        Assert.Equal(result.Size, back.Size);
        Assert.Equal(result.Evaluations, back.Evaluations);
        Assert.Equal(result.Layers, back.Layers);
        Assert.Equal(result.Epochs, back.Epochs);
        Assert.Equal(result.Budget, back.Budget);
        Assert.Equal(result.Cuts, back.Cuts);
        Assert.Equal(result.Loss!.Classes, back.Loss!.Classes);
        Assert.Equal(result.Loss.DenseAgreement, back.Loss.DenseAgreement);
        Assert.Equal(result.Seconds, back.Seconds);
        Assert.Equal(result.Flags, back.Flags);
        Assert.Equal(result.Environment, back.Environment);
        Assert.Equal(line, JsonSerializer.Serialize(back, ResultsJson.Default.CellResult));
    }

    [Fact]
    public void Numbers_come_back_bit_for_bit()
    {
        var evaluation = Evaluation("last", "test", 1, loss: Math.BitIncrement(0.1));
        var line = JsonSerializer.Serialize(Result(Cell("random", 2, 0)) with { Evaluations = [evaluation] }, ResultsJson.Default.CellResult);
        Assert.Equal(evaluation.Loss, JsonSerializer.Deserialize(line, ResultsJson.Default.CellResult)!.Evaluations[0].Loss);
    }

    [Fact]
    public void Descriptions_attempts_and_pretrainings_come_back_whole()
    {
        var cell = Cell("dense", 1, 3);
        Assert.Equal(cell, JsonSerializer.Deserialize(JsonSerializer.Serialize(cell, ResultsJson.Default.CellDescription), ResultsJson.Default.CellDescription));
        var attempt = Attempt("a", "failed", "NaN loss in epoch 3");
        Assert.Equal(attempt, JsonSerializer.Deserialize(JsonSerializer.Serialize(attempt, ResultsJson.Default.AttemptRecord), ResultsJson.Default.AttemptRecord));
        var pretraining = Pretraining(3) with { Seed = null };
        var line = JsonSerializer.Serialize(pretraining, ResultsJson.Default.PretrainingRecord);
        Assert.Equivalent(pretraining, JsonSerializer.Deserialize(line, ResultsJson.Default.PretrainingRecord), strict: true);
    }

    [Fact]
    public void A_record_with_a_part_missing_is_refused() =>
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize("""{"identity":"a"}""", ResultsJson.Default.AttemptRecord));
}
