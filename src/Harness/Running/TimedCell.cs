using Bench.Core;
using Bench.Datasets;
using Bench.Harness.Measuring;
using Bench.Models;
using Bench.Results;
using Bench.Sweeps;
using Bench.Tensors;

namespace Bench.Harness.Running;

/// <summary>Measures how long a pass takes through the networks of a finished cell, and what the one that it ends with is worth in ONNX Runtime.</summary>
internal sealed class TimedCell(WorkFolder folder, ComputeDevice device, TimeProvider time)
{
    /// <summary>All that a job asks for, in the same turns.</summary>
    /// <param name="job">The job.</param>
    /// <param name="data">Of the cell.</param>
    /// <param name="afterTurn">Called after each turn, and after each batch that is evaluated.</param>
    /// <param name="stop">Asks to stop.</param>
    /// <exception cref="UserError">What is asked needs the weights of the cell, and none are kept.</exception>
    public CellLatencies Measure(Job job, Dataset data, Action afterTurn, CancellationToken stop)
    {
        var timed = new List<ITimed>();
        try
        {
            timed.AddRange(CellNetworks.Of(NetworkGraph.Of(CellModel.Of(job.Cell), data.Info.Input, data.Info.Classes), job.Cell.IsControl ? null : job.Shape, device));
            if (job.OnnxRuntime || job.Int8) timed.AddRange(timed.OfType<TimedNetwork>().ToList().Select(TimedSession.Of));
            var deployed = job.Int8 ? MeasureInt8(job, data, timed, afterTurn, stop) : [];
            var found = new LatencyMeasurement(new AlternatingTimer(time), ProcessorTimes.Now).Run(timed, afterTurn, stop);
            return new() { Identity = job.Identity, Networks = found, Deployed = deployed, Environment = HostEnvironment.Describe(device) };
        }
        finally
        {
            foreach (var network in timed) network.Dispose();
        }
    }

    private IReadOnlyList<DeployedRecord> MeasureInt8(Job job, Dataset data, List<ITimed> timed, Action afterBatch, CancellationToken stop)
    {
        var path = folder.Weights(job.Identity);
        if (!File.Exists(path)) throw new UserError($"'{Measurements.Int8}' needs the weights of the cell, and none are kept: {KeptWeights.HowToGet(job.Identity)}");
        using var kept = KeptWeights.Read(path);
        if (kept.Facts.Identity != job.Identity || (job.Shape is { Correct: { } correct } shape && (correct, shape.KeptUnits) != (kept.Facts.Correct, kept.Facts.KeptUnits)))
            throw new UserError($"'{Measurements.Int8}' needs the weights of the cell, and those that are kept are not of its result, which has {job.Shape?.Correct:#,0} test samples correct"
                + $" where they have {kept.Facts.Correct:#,0}: {KeptWeights.HowToGet(job.Identity)}, on a machine of the kind that gave the result");
        using var network = kept.Build(CellModel.Of(job.Cell));
        var (records, quantized) = new Deployment(data, kept.Facts.Normalization, afterBatch, stop).Measure(network, job.Cell.Seed);
        timed.Add(new TimedSession(timed.First(t => t.HandedOn).Name, true, LatencyRecord.Int8, network.Input, quantized));
        return records;
    }
}
