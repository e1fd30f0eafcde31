using Bench.Results;
using Bench.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace Bench.Harness.Training;

/// <summary>Adds the details of an evaluation up, batch by batch, on the device: reading waits for it.</summary>
internal sealed class DetailGathering : IDisposable
{
    private const int Bins = 15;

    private readonly Tensor correct, total, hitsOfBins, confidences;
    private readonly List<Tensor> predictions = [];

    public DetailGathering(int classes, Device device)
    {
        correct = zeros(classes, dtype: int64, device: device).DetachFromDisposeScope();
        total = zeros(classes, dtype: int64, device: device).DetachFromDisposeScope();
        hitsOfBins = zeros(Bins, dtype: float64, device: device).DetachFromDisposeScope();
        confidences = zeros(Bins, dtype: float64, device: device).DetachFromDisposeScope();
    }

    /// <param name="logits">(N, classes).</param>
    /// <param name="labels">(N).</param>
    /// <param name="highest">(N): the class with the highest output.</param>
    /// <param name="numbers">(N): whether no output is NaN.</param>
    public void Add(Tensor logits, Tensor labels, Tensor highest, Tensor numbers)
    {
        var hits = highest.eq(labels).logical_and(numbers); // (N)
        total.add_(labels.bincount(null, total.shape[0]), Scalars.One);
        correct.add_(labels.masked_select(hits).bincount(null, correct.shape[0]), Scalars.One);
        var confidence = logits.to(float64).softmax(1).amax([1]); // (N)
        var bins = confidence.nan_to_num(0.0).mul(Scalars.Of((long)Bins)).ceil().sub(Scalars.One).clamp_min(Scalars.Zero).to(int64);
        hitsOfBins.index_add_(0, bins, hits.to(float64), Scalars.One);
        confidences.index_add_(0, bins, confidence, Scalars.One);
        predictions.Add(highest.masked_fill(numbers.logical_not(), Scalars.Of(-1)).to(int32).MoveToOuterDisposeScope().DetachFromDisposeScope());
    }

    public EvaluationDetails Read()
    {
        using var scope = NewDisposeScope();
        var (hits, of) = (correct.cpu().data<long>().ToArray(), total.cpu().data<long>().ToArray());
        return new EvaluationDetails
        {
            Classes = [.. hits.Zip(of, (h, n) => new ClassAccuracy((int)h, (int)n))],
            CalibrationError = hitsOfBins.sub(confidences).abs().sum().item<double>() / of.Sum(),
            Predictions = cat([.. predictions]).cpu().data<int>().ToArray(),
        };
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var tensor in (Tensor[])[correct, total, hitsOfBins, confidences, .. predictions]) tensor.Dispose();
    }
}
