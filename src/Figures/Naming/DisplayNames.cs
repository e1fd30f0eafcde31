using Bench.Analysis;

namespace Bench.Figures;

/// <summary>Names as papers write them; a name that is not listed is shown as it is.</summary>
internal static class DisplayNames
{
    private const string Width = "@width=";

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
        ["vgg11-bn"] = "VGG-11-BN",
        ["resnet18"] = "ResNet-18",
        ["resnet50"] = "ResNet-50",
        ["wrn-28-1"] = "WRN-28-1",
        ["wrn-28-2"] = "WRN-28-2",
        ["wrn-28-4"] = "WRN-28-4",
        ["wrn-28-8"] = "WRN-28-8",
        ["wrn-28-10"] = "WRN-28-10",
        ["densenet-bc-100-12"] = "DenseNet-BC-100-12",
        ["mobilenet-v2"] = "MobileNetV2",
        ["resnet34"] = "ResNet-34",
        ["wide-resnet50-2"] = "Wide-ResNet-50-2",
        ["densenet121"] = "DenseNet-121",
        ["vit-6-128"] = "ViT-6-128",
        ["vit-12-192"] = "ViT-12-192",
        ["vit-12-384"] = "ViT-12-384",
        ["vit-12-768"] = "ViT-12-768",
        ["mlp-mixer-4-128"] = "MLP-Mixer-4-128",
        ["mlp-mixer-8-512"] = "MLP-Mixer-8-512",
    };

    /// <summary>A data set's or a model's name; of one with a width, such as <c>ResNet-20 (width 0.5)</c>.</summary>
    public static string Of(string name) => name.IndexOf(Width, StringComparison.Ordinal) is > 0 and var mark
        ? $"{Of(name[..mark])} (width {name[(mark + Width.Length)..]})"
        : Written.GetValueOrDefault(name, name);

    /// <summary>Such as <c>MNIST · LeNet-300-100</c>, with a dagger for imported weights and what departs from the defaults.</summary>
    public static string Title(Panel panel) =>
        string.Join(" · ", new[] { $"{Of(panel.Dataset)}{(panel.Synthetic ? " (synthetic)" : "")}", $"{Of(panel.Model)}{(panel.Imported ? "†" : "")}" }.Where(name => name != ""))
        + (panel.Protocol == "bench" ? "" : $" · {panel.Protocol}")
        + (panel.Retraining switch { "fine-tune" or "" => "", "none" => " · not retrained", var other => $" · {other}" })
        + (panel.Variant == "" ? "" : $" · {panel.Variant}")
        + (panel.Facet == "" ? "" : $" · {panel.Facet}")
        + (panel.Part is { } part ? $" · {Of(part)}" : "")
        + (panel.Piece == "" ? "" : $" · {panel.Piece}");

    /// <summary>What strategies of a kind have in common.</summary>
    public static string Of(Family family) => family switch
    {
        Family.AfterTraining => "pruned after training",
        Family.Early => "pruned before training",
        Family.WhileTraining => "pruned while training",
        Family.Channels => "whole channels",
        _ => "rounds and retraining",
    };
}
