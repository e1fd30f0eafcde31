using System.Globalization;
using Bench.Benchmarks;

// The first word says what is measured; README.md in this folder has the commands and the numbers.
switch (args)
{
    case ["training", var data, .. var more]:
        Contest.Training(data, rounds: more is [var rounds, ..] ? int.Parse(rounds, CultureInfo.InvariantCulture) : 5, more is [_, var python] ? python : "/usr/bin/python3");
        return 0;
    case ["loop", var data]:
        foreach (var (model, steps) in new[] { ("resnet20", 20), ("lenet5", 500), ("lenet-300-100", 3000) })
            Console.WriteLine($"{model}: the harness's loop runs at {OurTraining.LoopAgainstBare(model, data, steps, pairs: 7):0.000} of a bare loop's speed");
        return 0;
    case ["channels", var data]:
        var smaller = OurTraining.Smaller(data, [1, 2, 4], steps: 10, turns: 5);
        foreach (var (macs, rates) in smaller)
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"resnet20 with {macs:N0} MACs ({smaller[0].Macs / macs:0.00} times fewer): {OurTraining.Median(rates):0} samples/s ({rates.Min():0} to {rates.Max():0}), "
                + $"{OurTraining.Median(rates.Zip(smaller[0].Rates, (own, dense) => own / dense)):0.00} times the dense network's"));
        return 0;
    case ["workers", var data]:
        SmallSweeps.Workers(data, rounds: 2);
        return 0;
    case ["memory", var data]:
        SmallSweeps.Memory(data);
        return 0;
    case ["large-sweeps", var folder]:
        return LargeSweeps.Run([Path.Combine(AppContext.BaseDirectory, "bench"), folder]);
    case ["cluster-sweeps", var data, var folder, var cells]:
        return ClusterSweeps.Run(data, folder, int.Parse(cells, CultureInfo.InvariantCulture));
    case ["cluster-merge", var database, var results]: // a part of the one before
        return ClusterSweeps.Merge(database, results);
    case ["database", var cells, var path]:
        return MadeUpDatabase.Write(int.Parse(cells, CultureInfo.InvariantCulture), path);
    case ["task-files", var folder]:
        return TaskFiles.Run(folder);
    case ["hot-paths", var data]:
        return HotPaths.Run(Path.GetFullPath(data)) ? 0 : 1;
    case ["ours", var model, var precision, var data, var steps]: // a contender
        Console.WriteLine(OurTraining.Rate(model, precision, data, int.Parse(steps, CultureInfo.InvariantCulture)).ToString("0.0", CultureInfo.InvariantCulture));
        return 0;
    case ["plain-torchsharp", var data, var steps]: // a contender
        Console.WriteLine(PlainTorchSharp.ResNet20(data, int.Parse(steps, CultureInfo.InvariantCulture)).ToString("0.0", CultureInfo.InvariantCulture));
        return 0;
    default:
        Console.Error.WriteLine("usage: training DATA [ROUNDS [PYTHON]] | loop DATA | channels DATA | workers DATA | memory DATA | large-sweeps FOLDER | cluster-sweeps DATA FOLDER CELLS | database CELLS FILE | task-files FOLDER | hot-paths DATA");
        return 2;
}
