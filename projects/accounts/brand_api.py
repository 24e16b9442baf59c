"""The HTTP API of a person's brand; that of its logo is in videos/web/logo_api.py."""

from django.http import HttpRequest

from config.common.router import Router
from projects.accounts.brand_kits import change_kit, kit_json
from projects.brand import BrandIn
from projects.requests import user_of_request
from projects.shapes import BrandKitOut

router = Router()


@router.get("/brand", summary="Your brand: what counts where a project chooses nothing else", response=BrandKitOut)
def get_brand(request: HttpRequest) -> BrandKitOut:
    return kit_json(user_of_request(request))


@router.patch("/brand", summary="Choose colours and fonts for all your projects", response=BrandKitOut)
def change_brand(request: HttpRequest, payload: BrandIn) -> BrandKitOut:
    person = user_of_request(request)
    change_kit(person, payload)
    return kit_json(person)
