using Bench.Analysis;

namespace Bench.Figures;

/// <summary>Names as papers write them; a name that is not listed is shown as it is.</summary>
internal static class DisplayNames
{
    private static readonly Dictionary<string, string> Written = new(StringComparer.Ordinal)
    {
        ["mnist"] = "MNIST",
        ["fashion-mnist"] = "Fashion-MNIST",
        ["cifar10"] = "CIFAR-10",
        ["cifar100"] = "CIFAR-100",
        ["lenet"] = "LeNet",
        ["lenet5"] = "LeNet-5",
        ["lenet-300-100"] = "LeNet-300-100",
        ["conv2"] = "Conv-2",
        ["conv4"] = "Conv-4",
        ["conv6"] = "Conv-6",
        ["resnet20"] = "ResNet-20",
        ["resnet32"] = "ResNet-32",
        ["resnet44"] = "ResNet-44",
        ["resnet56"] = "ResNet-56",
        ["resnet110"] = "ResNet-110",
        ["vgg16-bn"] = "VGG-16-BN",
    };

    /// <summary>A data set's or a model's name.</summary>
    public static string Of(string name) => Written.GetValueOrDefault(name, name);

    /// <summary>Such as <c>MNIST · LeNet-300-100</c>, with a dagger for imported weights and what departs from the defaults.</summary>
    public static string Title(Panel panel) =>
        $"{Of(panel.Dataset)}{(panel.Synthetic ? " (synthetic)" : "")} · {Of(panel.Model)}{(panel.Imported ? "†" : "")}"
        + (panel.Protocol == "bench" ? "" : $" · {panel.Protocol}")
        + (panel.Retraining switch { "fine-tune" or "" => "", "none" => " · not retrained", var other => $" · {other}" })
        + (panel.Variant == "" ? "" : $" · {panel.Variant}")
        + (panel.Part is { } part ? $" · {Of(part)}" : "");

    /// <summary>What strategies of a kind have in common.</summary>
    public static string Of(Family family) => family switch
    {
        Family.AfterTraining => "pruned after training",
        Family.Early => "pruned before training",
        Family.WhileTraining => "pruned while training",
        _ => "rounds and retraining",
    };
}
