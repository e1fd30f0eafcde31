using Bench.Core;

namespace Bench.Datasets;

/// <summary>The data sets that the product knows by name. A new one is a file beside this one and a line here.</summary>
public static class DatasetCatalogue
{
    /// <summary>All, those that ship first.</summary>
    public static IReadOnlyList<DatasetEntry> All { get; } =
    [
        Digits.Entry,
        Shapes.Entry,
        Mnist.Entry,
        FashionMnist.Entry,
        Cifar10.Entry,
        Cifar100.Entry,
        Kmnist.Entry,
        Emnist.Balanced,
        Emnist.Letters,
        Emnist.Digits,
        Qmnist.Entry,
        Usps.Entry,
        Svhn.Entry,
        Stl10.Entry,
        TinyImageNet.Entry,
        Imagenette.Entry,
        .. MedMnist.Entries,
    ];

    /// <summary>The entry of a name; an unknown one is a <see cref="UserError"/> that lists the valid ones.</summary>
    public static DatasetEntry Find(string name) =>
        All.FirstOrDefault(entry => entry.Info.Name == name) ?? throw new UserError(Names.Unknown("dataset", name, All.Select(entry => entry.Info.Name)));
}
